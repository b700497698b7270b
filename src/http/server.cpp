// Of a connection, a request is read, the handler asked and its answer written, each wait under a deadline;
// the last answer is followed by a drain, so that closing does not take it back. Connections are accepted for
// ever, a task each; when too many are open, the one that has waited longest for its peer is closed. TCP and
// Unix sockets differ only in how the peer is named.

#include "webhookd/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/system/system_error.hpp>

#include "http/connection.hpp"
#include "http/message_reader.hpp"
#include "webhookd/async/clock.hpp"

namespace webhookd::http {

namespace {

constexpr std::size_t read_size = std::size_t{4} * 1024;
constexpr std::size_t max_header_bytes = std::size_t{16} * 1024;
constexpr std::chrono::seconds drain_limit{2};

/// The request of a connection that was just accepted may be on its way.
constexpr std::chrono::milliseconds least_patience{100};

/// One connection.
struct Session
{
    std::shared_ptr<Connection> connection;
    std::string peer;                                ///< goes into every request
    std::optional<async::SteadyTime> waits_since{};  ///< for its peer: for a request, or to take an answer
};

std::string_view reason_of(int status)
{
    const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {text.data(), text.size()};
}

bool may_have_body(int status)
{
    return status != 204 && status != 304;
}

std::string serialise(const ServerAnswer& answer, bool keep_alive, bool head_only)
{
    auto wire = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_of(answer.status));
    for (const auto& [name, value] : answer.headers)
        wire += fmt::format("{}: {}\r\n", name, value);
    if (may_have_body(answer.status)) wire += fmt::format("content-length: {}\r\n", answer.body.size());
    if (!keep_alive) wire += "connection: close\r\n";
    wire += "\r\n";
    if (may_have_body(answer.status) && !head_only) wire += answer.body;
    return wire;
}

ServerAnswer refusal_of(const Failure& failure)
{
    const int status = failure.kind == FailureKind::too_large ? 413 : 400;
    return {.status = status, .headers = {{"content-type", "text/plain"}}, .body = failure.detail + "\n"};
}

/// What a handler throws stays inside: the answer tells nothing about it.
asio::awaitable<ServerAnswer> answer_of(const Handler& handler, ServerRequest request)
{
    std::exception_ptr thrown;
    ServerAnswer answer;
    try {
        answer = co_await handler(std::move(request));
    } catch (...) {
        thrown = std::current_exception();
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (thrown && state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(thrown);
    if (thrown)
        answer = {.status = 500, .headers = {{"content-type", "text/plain"}}, .body = "internal error\n"};
    co_return answer;
}

/// False when the peer left or took too long before a request was whole or refused. `patience`: for its first
/// byte.
asio::awaitable<bool> read_request(Connection& connection, MessageReader<true>& reader,
                                   std::chrono::milliseconds patience, std::chrono::milliseconds whole)
{
    const auto began = std::chrono::steady_clock::now();
    connection.expire_at(began + patience);
    auto& input = connection.input();
    for (bool begun = false;;) {
        if (!input.empty()) {
            if (!std::exchange(begun, true)) connection.expire_at(began + whole);
            input.consume(reader.feed(input.text()));
        }
        if (reader.done() || reader.failure()) co_return true;
        const auto error = co_await connection.read(read_size, 2 * max_header_bytes);
        if (error) co_return false;
    }
}

/// Ends quietly whatever the peer does; throws when cancelled.
asio::awaitable<void> serve_connection(Session& session, const Handler& handler, ServerLimits limits)
{
    auto& connection = *session.connection;
    auto patience = limits.first_byte_timeout;

    const MessageLimits bounds{.max_header_bytes = max_header_bytes, .max_body_bytes = limits.max_body_bytes};
    bool keep_alive = true;
    while (keep_alive) {
        MessageReader<true> reader(bounds);
        session.waits_since = std::chrono::steady_clock::now();
        const bool complete = co_await read_request(connection, reader, patience, limits.idle_timeout);
        connection.disarm();
        if (!complete) co_return;
        session.waits_since.reset();
        patience = limits.idle_timeout;
        ServerAnswer answer;
        bool head_only = false;
        if (reader.failure()) {
            keep_alive = false;
            answer = refusal_of(*reader.failure());
        } else {
            keep_alive = reader.keep_alive();
            auto& message = reader.message();
            head_only = message.method == "HEAD";
            ServerRequest request{std::move(message.method), std::move(message.target),
                                  std::move(message.headers), std::move(message.body), session.peer};
            answer = co_await answer_of(handler, std::move(request));
        }
        const auto wire = serialise(answer, keep_alive, head_only);
        session.waits_since = std::chrono::steady_clock::now();
        connection.expire_at(*session.waits_since + limits.idle_timeout);
        const auto error = co_await connection.write(wire);
        if (error) co_return;
    }
    connection.expire_at(std::chrono::steady_clock::now() + drain_limit);
    co_await connection.drain();
}

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
