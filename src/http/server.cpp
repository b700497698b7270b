// Accepts for ever, a task per connection; when too many are open, the one that has waited longest for its
// peer is closed. TCP and Unix sockets differ only in how the peer is named.

#include "webhookd/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <list>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "http/connections.hpp"
#include "http/server_session.hpp"
#include "webhookd/async/clock.hpp"

namespace webhookd::http {

namespace {

/// The request of a connection that was just accepted may be on its way.
constexpr std::chrono::milliseconds least_patience{100};

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
    std::list<Session> open;
    async::SignalFlag one_ended;
};

/// Lists itself, because the group counts a task for a moment longer than one_ended says.
class OpenSession
{
  public:
    OpenSession(Sessions& sessions, Session session)
        : sessions_(sessions), session_(sessions.open.insert(sessions.open.end(), std::move(session)))
    {
    }
    OpenSession(const OpenSession&) = delete;
    OpenSession& operator=(const OpenSession&) = delete;
    ~OpenSession()
    {
        sessions_.open.erase(session_);
        sessions_.one_ended.notify();
    }

    Session& session() { return *session_; }

  private:
    Sessions& sessions_;
    std::list<Session>::iterator session_;
};

asio::awaitable<void> run_session(Sessions& sessions, Session session, const Handler& handler,
                                  ServerLimits limits)
{
    OpenSession listed(sessions, std::move(session));
    try {
        co_await serve_connection(listed.session(), handler, limits);
    } catch (...) {  // NOLINT(bugprone-empty-catch): ends this connection; nobody else hears of it
    }
}

/// Waits until one may be opened, and closes the one that has waited for its peer for longest: who opens many
/// and asks nothing must not keep others from asking.
asio::awaitable<void> make_room(Sessions& sessions, std::size_t most)
{
    async::SystemClock clock;
    while (sessions.open.size() >= most) {
        const auto now = clock.steady();
        const auto idlest = std::ranges::min_element(
            sessions.open, {}, [&](const Session& session) { return session.waits_since.value_or(now); });
        if (now - idlest->waits_since.value_or(now) >= least_patience) idlest->connection->close();
        co_await sessions.one_ended.wait_until(clock, now + least_patience);
    }
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
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
        if (error) {
            // Out of file descriptors, mostly: an idle connection of the clients gives one, the others come
            // back when connections end.
            Connections::of(co_await asio::this_coro::executor).close_oldest();
            co_await pause_briefly();
            continue;
        }
        Session session{.connection = nullptr, .peer = peer_of(socket)};
        session.connection = std::make_shared<Connection>(Connection::Socket(std::move(socket)));
        co_await make_room(sessions, limits.max_connections);
        sessions.group.spawn(run_session(sessions, std::move(session), handler, limits));
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
