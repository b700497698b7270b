// Beast reads the requests and http_session.hpp sends the answers; each connection is a coroutine of its own,
// and stop() cancels it whatever it waits for.

#include "simulator/http/test_http_server.hpp"

#include <cstdio>
#include <exception>
#include <list>

#include <fmt/format.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "simulator/http/http_session.hpp"

namespace webhookd::test {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

struct Session
{
    asio::cancellation_signal cancel;
    tcp::socket* socket = nullptr;  ///< null once the session has ended
    bool idle = false;
};

asio::ssl::context make_tls_context(const ServerTls& tls)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate_chain(asio::buffer(tls.certificate_chain));
    context.use_private_key(asio::buffer(tls.private_key), asio::ssl::context::pem);
    if (!tls.client_ca.empty()) {
        context.add_certificate_authority(asio::buffer(tls.client_ca));
        context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
    return context;
}

Request to_request(const http::request<http::string_body>& message, std::uint64_t connection)
{
    Request request;
    request.method = std::string(message.method_string());
    set_target(request, std::string(message.target()));
    for (const auto& field : message)
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    request.body = message.body();
    request.connection = connection;
    return request;
}

}  // namespace

struct TestHttpServer::State
{
    State(asio::io_context& io, Handler answer_with, ServerOptions with)
        : context(io), handler(std::move(answer_with)), options(std::move(with)), acceptor(io)
    {
        if (options.tls) tls.emplace(make_tls_context(*options.tls));
        tcp::endpoint endpoint(asio::ip::make_address(options.address), options.port);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
        bound = acceptor.local_endpoint();
    }

    asio::io_context& context;
    Handler handler;
    ServerOptions options;
    std::optional<asio::ssl::context> tls;
    tcp::acceptor acceptor;
    tcp::endpoint bound;
    std::list<Session> sessions;
    std::uint64_t accepted = 0;
    std::uint64_t requests = 0;
    bool stopped = false;
};

namespace {

using State = TestHttpServer::State;

asio::awaitable<Answer> ask(State& state, Request request)
{
    std::exception_ptr failure;
    Answer answer;
    try {
        answer = co_await state.handler(std::move(request));
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) co_return answer;
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        answer = html_answer(500, error.what());
    } catch (const std::exception& error) {
        answer = html_answer(500, error.what());
    }
    std::fputs(fmt::format("test server: the handler threw: {}\n", answer.body).c_str(), stderr);
    co_return answer;
}

template <class Stream>
asio::awaitable<void> serve(State& state, Session& session, Stream& stream, std::uint64_t number)
{
    boost::beast::flat_buffer buffer;
    for (std::size_t answered = 1;; ++answered) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(state.options.max_body);
        session.idle = true;
        auto [read_error, size] = co_await http::async_read(stream, buffer, parser, quietly);
        session.idle = false;
        if (read_error || state.stopped) co_return;
        ++state.requests;
        bool wanted = parser.get().keep_alive();
        bool head_only = parser.get().method() == http::verb::head;
        auto request = to_request(parser.get(), number);
        auto answer = co_await ask(state, std::move(request));
        if (answer.delay.count() > 0) co_await pause_for(answer.delay);
        bool broken = ends_connection(answer) && !answer.close_after;
        bool keep_alive = wanted && !ends_connection(answer);
        bool usable = co_await send_answer(stream, std::move(answer), keep_alive, head_only);
        if (usable && answered != state.options.answers_per_connection) continue;
        if (!broken) co_await say_goodbye(stream);
        co_return;
    }
}

asio::awaitable<void> run_session(std::shared_ptr<State> state, std::list<Session>::iterator session,
                                  tcp::socket socket, std::uint64_t number)
{
    session->socket = &socket;
    socket.set_option(tcp::no_delay(true));
    if (!state->tls) {
        co_await serve(*state, *session, socket, number);
    } else {
        TlsStream stream(std::move(socket), *state->tls);
        session->socket = &stream.next_layer();
        auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, quietly);
        if (!error) co_await serve(*state, *session, stream, number);
        session->socket = nullptr;
    }
    session->socket = nullptr;
}

void start_session(const std::shared_ptr<State>& state, tcp::socket socket)
{
    auto session = state->sessions.emplace(state->sessions.end());
    auto number = ++state->accepted;
    // The signal must outlive the coroutine that it cancels, hence the erasure in a turn of its own.
    auto ended = [state, session](const std::exception_ptr&) {
        session->socket = nullptr;
        asio::post(state->context, [state, session] { state->sessions.erase(session); });
    };
    asio::co_spawn(state->context, run_session(state, session, std::move(socket), number),
                   asio::bind_cancellation_slot(session->cancel.slot(), std::move(ended)));
}

asio::awaitable<void> accept_connections(std::shared_ptr<State> state)
{
    while (!state->stopped) {
        tcp::socket socket(state->context);
        auto [error] = co_await state->acceptor.async_accept(socket, quietly);
        if (error == asio::error::operation_aborted || state->stopped) co_return;
        if (!error) start_session(state, std::move(socket));
    }
}

}  // namespace

TestHttpServer::TestHttpServer(asio::io_context& context, Handler handler, ServerOptions options)
    : state_(std::make_shared<State>(context, std::move(handler), std::move(options)))
{
    asio::co_spawn(context, accept_connections(state_), [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

TestHttpServer::TestHttpServer(asio::io_context& context, PlainHandler handler, ServerOptions options)
    : TestHttpServer(
          context,
          // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): the server keeps the closure
          Handler([answer = std::move(handler)](Request request) -> asio::awaitable<Answer> {
              co_return answer(request);
          }),
          std::move(options))
{
}

TestHttpServer::~TestHttpServer()
{
    stop();
}

void TestHttpServer::stop()
{
    state_->stopped = true;
    error_code ignored;
    state_->acceptor.close(ignored);
    for (auto& session : state_->sessions) {
        if (session.socket != nullptr) session.socket->close(ignored);
        session.cancel.emit(asio::cancellation_type::terminal);
    }
}

void TestHttpServer::close_idle()
{
    error_code ignored;
    for (auto& session : state_->sessions) {
        if (session.idle && session.socket != nullptr)
            session.socket->shutdown(tcp::socket::shutdown_both, ignored);
    }
}

std::uint16_t TestHttpServer::port() const
{
    return state_->bound.port();
}

std::string TestHttpServer::url() const
{
    auto host = state_->bound.address().is_v6() ? fmt::format("[{}]", state_->bound.address().to_string())
                                                : state_->bound.address().to_string();
    return fmt::format("{}://{}:{}", state_->tls ? "https" : "http", host, state_->bound.port());
}

std::uint64_t TestHttpServer::accepted() const
{
    return state_->accepted;
}

std::size_t TestHttpServer::open() const
{
    return state_->sessions.size();
}

std::uint64_t TestHttpServer::requests() const
{
    return state_->requests;
}

}  // namespace webhookd::test
