#pragma once
// What the tests of the client share: an io_context, scripted DNS, a server of the test's making and a client
// for it.

#include <optional>
#include <string>

#include "simulator/http/test_http_server.hpp"
#include "support/io_test.hpp"
#include "support/scripted_resolver.hpp"
#include "webhookd/http/client.hpp"

namespace webhookd::http {

class ClientTest : public test::IoTest
{
  protected:
    /// For servers on the loopback, over plain HTTP.
    static ClientSettings loopback_settings()
    {
        ClientSettings settings;
        settings.addresses = AddressPolicy::allow_private;
        settings.allow_http = true;
        return settings;
    }

    test::TestHttpServer& serve(test::TestHttpServer::PlainHandler handler, test::ServerOptions options = {})
    {
        server_.emplace(io_, std::move(handler), std::move(options));
        at_end([this] { server_->stop(); });
        return *server_;
    }

    /// The server that gives every request this answer.
    test::TestHttpServer& serve_answer(const test::Answer& answer, test::ServerOptions options = {})
    {
        return serve([answer](const test::Request&) { return answer; }, std::move(options));
    }

    Client& client(const ClientSettings& settings = loopback_settings())
    {
        if (!client_) client_.emplace(io_.get_executor(), resolver_, settings, "webhookd/test");
        return *client_;
    }

    static Request get(const std::string& url)
    {
        Request request;
        request.url = Url::parse(url).value();
        return request;
    }

    static Request post(const std::string& url, std::string body)
    {
        auto request = get(url);
        request.method = "POST";
        request.body = std::move(body);
        return request;
    }

    static Limits within(std::chrono::milliseconds timeout)
    {
        Limits limits;
        limits.timeout = timeout;
        return limits;
    }

    /// One exchange, start to end.
    Outcome send(Request request, Limits limits = within(std::chrono::seconds(10)))
    {
        Outcome outcome;
        run(send_into(client(), std::move(request), limits, outcome));
        return outcome;
    }

    static asio::awaitable<void> send_into(Client& client, Request request, Limits limits, Outcome& out)
    {
        out = co_await client.send(std::move(request), limits);
    }

    test::ScriptedResolver resolver_;
    std::optional<test::TestHttpServer> server_;
    std::optional<Client> client_;
};

/// "200", or the kind of failure.
inline std::string summary(const Outcome& outcome)
{
    return outcome ? std::to_string(outcome->status) : std::string(to_string(outcome.error().kind));
}

inline std::string detail(const Outcome& outcome)
{
    return outcome ? "succeeded" : outcome.error().detail;
}

}  // namespace webhookd::http
