// webhook-receiver: a sample subscriber that verifies and prints every webhook, for the demo and for trying
// things out.

#include <cstdio>
#include <exception>
#include <fstream>
#include <set>

#include <boost/asio/steady_timer.hpp>

#include "simulator/command_line.hpp"
#include "simulator/dates.hpp"
#include "support/webhook_receiver.hpp"
#include "webhookd/core/json.hpp"

namespace {

namespace asio = boost::asio;
using namespace webhookd;        // NOLINT(google-build-using-namespace): a main file
using namespace webhookd::test;  // NOLINT(google-build-using-namespace): a main file

struct Settings
{
    ReceiverOptions receiver{.payload_check = nullptr};  // the schemas want a library that only tests need
    bool json = false;
    int answer = 204;
    std::vector<std::string> expected;
    bool exit_after_each = false;
    std::optional<std::chrono::milliseconds> within;
    std::string ledger;
};

constexpr auto description =
    "A webhook receiver that verifies Standard Webhooks signatures and prints what arrives.\n"
    "Prints its URL as the first line of standard output; any path below it is accepted.\n"
    "Ends with status 0 on SIGTERM or SIGINT, or once everything expected has arrived (--exit-after-each);\n"
    "1 when it cannot listen, or ended before everything expected had arrived; 2 on bad usage.";

void add_options(CLI::App& app, Settings& settings)
{
    app.add_option_function<std::string>(
           "--listen", [&](const std::string& text) { parse_listen(text, settings.receiver.server); },
           "ADDRESS:PORT to listen on; port 0 takes a free one")
        ->default_str("127.0.0.1:0");
    app.add_option("--secret", settings.receiver.secrets, "whsec_… (or whpk_… for ed25519); may be repeated")
        ->required();
    app.add_flag("--json", settings.json, "one JSON object per webhook instead of text");
    app.add_option("--answer", settings.answer, "status to answer with")
        ->check(CLI::Range(200, 599))
        ->capture_default_str();
    auto* expected = app.add_option("--expect-types", settings.expected, "event types, separated by commas")
                         ->delimiter(',');
    auto* exit =
        app.add_flag("--exit-after-each", settings.exit_after_each,
                     "end with status 0 once one of each expected type has arrived with a good signature");
    exit->needs(expected);
    app.add_option_function<std::string>(
           "--within", [&](const std::string& text) { settings.within = parse_length("--within", text); },
           "with --exit-after-each: end with status 1 after so long (2m)")
        ->needs(exit);
    app.add_option("--ledger", settings.ledger, "append one JSON object per webhook to this file");
}

OrderedJson describe(const ReceivedWebhook& webhook)
{
    auto body = OrderedJson::parse(webhook.request.body, nullptr, false);
    OrderedJson line{{"number", webhook.number},
                     {"id", webhook.id},
                     {"type", webhook.type},
                     {"timestamp", webhook.request.headers.get("webhook-timestamp")},
                     {"signature", webhook.signature.ok ? "ok" : "BAD"}};
    if (!webhook.signature.ok) line["reason"] = webhook.signature.reason;
    line["path"] = webhook.request.path;
    line["body"] = body.is_discarded() ? OrderedJson(webhook.request.body) : std::move(body);
    return line;
}

void print(const ReceivedWebhook& webhook, bool json)
{
    auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto verdict =
        webhook.signature.ok ? "signature ok" : fmt::format("signature BAD ({})", webhook.signature.reason);
    auto line = json ? describe(webhook).dump()
                     : fmt::format("{}  {:<24}  {}  {}\n    {}", simulator::iso_date(now), webhook.type,
                                   webhook.id, verdict, webhook.request.body);
    std::puts(line.c_str());
    std::fflush(stdout);
}

int run(const Settings& settings)
{
    asio::io_context io;
    std::ofstream ledger;
    if (!settings.ledger.empty()) {
        ledger.open(settings.ledger, std::ios::app);
        if (!ledger) throw std::runtime_error(fmt::format("cannot write --ledger '{}'", settings.ledger));
    }
    std::set<std::string> missing(settings.expected.begin(), settings.expected.end());
    asio::steady_timer limit(io);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    WebhookReceiver receiver(io, settings.receiver);
    auto end = [&] {
        limit.cancel();
        signals.cancel();
        receiver.stop();
    };
    receiver.answer_with([&](const ReceivedWebhook& webhook) {
        print(webhook, settings.json);
        if (ledger.is_open()) ledger << describe(webhook).dump() << '\n' << std::flush;
        if (webhook.signature.ok) missing.erase(webhook.type);
        auto answer = status_answer(settings.answer);
        // The last expected webhook must still be answered: its connection ends by itself.
        if (settings.exit_after_each && missing.empty()) {
            answer.close_after = true;
            limit.expires_after(std::chrono::milliseconds(200));
            limit.async_wait([&](const boost::system::error_code& error) {
                if (!error) end();
            });
        }
        return answer;
    });
    if (settings.within) {
        limit.expires_after(*settings.within);
        limit.async_wait([&](const boost::system::error_code& error) {
            if (!error) end();
        });
    }
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) end();
    });
    std::puts(receiver.url().c_str());
    std::fflush(stdout);
    io.run();
    if (!settings.exit_after_each || missing.empty()) return exit_ok;
    std::fputs(
        fmt::format("webhook-receiver: nothing verified of type {}\n", fmt::join(missing, ", ")).c_str(),
        stderr);
    return exit_failed;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app(description, "webhook-receiver");
    Settings settings;
    try {
        add_options(app, settings);
        auto status = parse_command_line(app, argc, argv);
        return status >= 0 ? status : run(settings);
    } catch (const boost::system::system_error& problem) {
        const auto& server = settings.receiver.server;
        std::fputs(fmt::format("webhook-receiver: cannot listen on {}:{}: {}\n", server.address, server.port,
                               problem.code().message())
                       .c_str(),
                   stderr);
        return exit_failed;
    } catch (const std::exception& problem) {
        std::fputs(fmt::format("webhook-receiver: {}\n", problem.what()).c_str(), stderr);
        return exit_failed;
    }
}
