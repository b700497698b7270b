// bench-receiver: the receiver of the benchmarks as a program, to point a daemon or a load generator at by
// hand.

#include <csignal>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/receiver/receiver.hpp"

namespace {

using namespace webhookd::bench;  // NOLINT(google-build-using-namespace): a main file

Receiver* running = nullptr;

constexpr auto description =
    "A webhook receiver that is faster than what is measured with it.\n"
    "Prints its URL as the first line; on SIGTERM or SIGINT what arrived and what was wrong with it.\n"
    "Status 0: nothing was; 1: something was, or it could not listen; 2: bad usage.";

int report(const Ledger& ledger, std::size_t expected)
{
    const auto faults = ledger.faults(expected);
    fmt::print("received {}, subscribers {}, lost {}, doubled {}, unsigned {}, out of order {}\n",
               ledger.arrivals().size(), ledger.subscribers().size(), faults.lost, faults.doubled,
               faults.not_signed, faults.out_of_order);
    return faults.none() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app(description, "bench-receiver");
    ReceiverSettings settings;
    std::size_t expected = 0;
    std::int64_t delay = 0;
    app.add_option("--secret", settings.secret, "whsec_… of all who send")->required();
    app.add_option("--port", settings.port, "of the loopback; 0 takes a free one")->capture_default_str();
    app.add_option("--delay-ms", delay, "milliseconds between a request and its answer")
        ->capture_default_str();
    app.add_option("--expect", expected, "how many different webhooks should come, over all paths");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : 2;
    }
    try {
        settings.delay = std::chrono::milliseconds(delay);
        Receiver receiver(settings);
        running = &receiver;
        for (const int number : {SIGINT, SIGTERM})
            std::signal(number, [](int) { running->stop(); });
        fmt::print("{}\n", receiver.url());
        std::fflush(stdout);
        receiver.run();
        return report(receiver.ledger(), expected);
    } catch (const std::exception& problem) {
        fmt::print(stderr, "bench-receiver: {}\n", problem.what());
        return 1;
    }
}
