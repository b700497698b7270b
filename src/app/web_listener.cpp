// Binds when it is made, so that an address that cannot be had is an error of the start.

#include "app/web_listener.hpp"

#include <charconv>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace webhookd::app {

namespace {

/// Of ADDRESS:PORT, which was checked with the configuration.
asio::ip::tcp::endpoint endpoint_of(const std::string& listen)
{
    const auto colon = listen.rfind(':');
    auto address = listen.substr(0, colon);
    if (address.starts_with('[')) address = address.substr(1, address.size() - 2);
    std::uint16_t port = 0;
    std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), port);
    return {asio::ip::make_address(address), port};
}

asio::ip::tcp::acceptor bind(asio::io_context& io, const std::string& listen)
{
    try {
        return {io, endpoint_of(listen)};
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(
            fmt::format("cannot listen on {}: {}; set control.listen to a free ADDRESS:PORT, or to \"\" for "
                        "no HTTP listener",
                        listen, error.code().message()));
    }
}

}  // namespace

WebListener::WebListener(asio::io_context& io, const config::Control& control, control::WebSources sources,
                         async::Clock& clock)
    : acceptor_(bind(io, control.listen)),
      endpoint_(acceptor_.local_endpoint()),
      web_(settings_of(control), std::move(sources), clock)
{
}

control::WebSettings WebListener::settings_of(const config::Control& control) const
{
    return {.listen_address = endpoint_.address(),
            .token = control.token,
            .reading_takes_token = control.reading_takes_token};
}

std::string WebListener::url() const
{
    std::ostringstream text;
    text << "http://" << endpoint_ << '/';
    return text.str();
}

void WebListener::change(const config::Control& control)
{
    web_.change(settings_of(control));
}

asio::awaitable<void> WebListener::serve()
{
    return http::serve(std::move(acceptor_),
                       [this](http::ServerRequest request) { return web_.answer(std::move(request)); }, {});
}

}  // namespace webhookd::app
