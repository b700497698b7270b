#include "webhookd/http/server.hpp"

#include <sys/socket.h>

#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "http/connections.hpp"
#include "http/server_session.hpp"

namespace webhookd::http {

namespace {

std::string peer_of(const asio::ip::tcp::socket& socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? "unknown" : endpoint.address().to_string();
}

std::string peer_of(asio::local::stream_protocol::socket& socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    const int failed = getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
    return failed != 0 ? "unknown" : fmt::format("uid {}", peer.uid);
}

struct Sessions
{
    explicit Sessions(const asio::any_io_executor& executor) : group(executor), one_ended(executor) {}
    async::TaskGroup group;
    std::size_t open = 0;
    async::SignalFlag one_ended;
};

/// Counts itself, because the group counts a task for a moment longer than one_ended says.
class OpenSession
{
  public:
    explicit OpenSession(Sessions& sessions) : sessions_(sessions) { ++sessions_.open; }
    OpenSession(const OpenSession&) = delete;
    OpenSession& operator=(const OpenSession&) = delete;
    ~OpenSession()
    {
        --sessions_.open;
        sessions_.one_ended.notify();
    }

  private:
    Sessions& sessions_;
};

asio::awaitable<void> run_session(Sessions& sessions, std::shared_ptr<Connection> connection,
                                  std::string peer, const Handler& handler, ServerLimits limits)
{
    const OpenSession counted(sessions);
    co_await serve_connection(std::move(connection), std::move(peer), handler, limits);
}

asio::awaitable<void> pause_briefly()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::chrono::milliseconds(100));
    co_await timer.async_wait(asio::use_awaitable);
}

template <class Acceptor>
asio::awaitable<void> accept_for_ever(Acceptor& acceptor, Sessions& sessions, const Handler& handler,
                                      ServerLimits limits)
{
    for (;;) {
        while (sessions.open >= limits.max_connections)
            co_await sessions.one_ended.wait();
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
        if (error) {
            // Out of file descriptors, mostly: an idle connection of the clients gives one, the others come
            // back when connections end.
            Connections::of(co_await asio::this_coro::executor).close_oldest();
            co_await pause_briefly();
            continue;
        }
        auto peer = peer_of(socket);
        auto connection = std::make_shared<Connection>(Connection::Socket(std::move(socket)));
        sessions.group.spawn(run_session(sessions, std::move(connection), std::move(peer), handler, limits));
    }
}

template <class Acceptor>
asio::awaitable<void> serve_on(Acceptor acceptor, Handler handler, ServerLimits limits)
{
    auto executor = co_await asio::this_coro::executor;
    Sessions sessions(executor);
    std::exception_ptr ended;
    try {
        co_await accept_for_ever(acceptor, sessions, handler, limits);
    } catch (...) {
        ended = std::current_exception();
    }
    boost::system::error_code ignored;
    acceptor.close(ignored);
    sessions.group.cancel();
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await sessions.group.join();
    std::rethrow_exception(ended);
}

}  // namespace

asio::awaitable<void> serve(asio::ip::tcp::acceptor acceptor, Handler handler, ServerLimits limits)
{
    return serve_on(std::move(acceptor), std::move(handler), limits);
}

asio::awaitable<void> serve(asio::local::stream_protocol::acceptor acceptor, Handler handler,
                            ServerLimits limits)
{
    return serve_on(std::move(acceptor), std::move(handler), limits);
}

}  // namespace webhookd::http
