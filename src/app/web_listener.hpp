#pragma once
// `control.listen`: the socket of the HTTP listener. What it answers is control::Web's business.

#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "webhookd/config/config.hpp"
#include "webhookd/control/web.hpp"

namespace webhookd::app {

class WebListener
{
  public:
    /// Binds at once. Throws std::runtime_error, one sentence, when that address cannot be had.
    /// `clock` outlives this.
    WebListener(asio::io_context& io, const config::Control& control, control::WebSources sources,
                async::Clock& clock);

    /// `http://127.0.0.1:9464/`, with the port that was really bound.
    std::string url() const;

    /// Other settings from the next request on, but for the address.
    void change(const config::Control& control);

    /// Serves until cancelled. Call once.
    asio::awaitable<void> serve();

  private:
    control::WebSettings settings_of(const config::Control& control) const;

    asio::ip::tcp::acceptor acceptor_;
    asio::ip::tcp::endpoint endpoint_;
    control::Web web_;
};

}  // namespace webhookd::app
