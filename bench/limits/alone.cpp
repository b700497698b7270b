// Prepares both loads from a backlog: all requests written and signed beforehand, and a state file full of
// waiting deliveries.

#include "bench/limits/alone.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "bench/limits/commit_load.hpp"
#include "bench/limits/http_load.hpp"
#include "bench/rig/stage.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::bench {

namespace {

/// As the daemon writes them.
std::vector<std::string> ready_requests(const BacklogPlan& plan, std::uint16_t port)
{
    const auto key = core::SigningKey::parse(core::SecretText(bench_secret)).value();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto timestamp = std::to_string(now.time_since_epoch().count());
    std::vector<std::string> requests;
    requests.reserve(plan.events);
    for (std::size_t event = 0; event < plan.events; ++event) {
        const auto body = event_body(plan, event);
        const auto id = event_id(event);
        requests.push_back(
            fmt::format("POST /limit HTTP/1.1\r\nhost: 127.0.0.1:{}\r\ncontent-type: application/json\r\n"
                        "webhook-id: {}\r\nwebhook-timestamp: {}\r\nwebhook-signature: {}\r\n"
                        "user-agent: bench\r\naccept-encoding: identity\r\ncontent-length: {}\r\n\r\n{}",
                        port, id, timestamp, key.sign(id, timestamp, body), body.size(), body));
    }
    return requests;
}

}  // namespace

double posts_per_second(const BacklogPlan& plan, std::size_t connections)
{
    RunningReceiver receiver;
    HttpLoad load;
    load.port = receiver.port();
    load.connections = connections;
    load.requests = ready_requests(plan, load.port);
    const auto taken = send_all(load);
    auto faults = receiver.stop().faults(plan.events);
    faults.out_of_order = 0;  // the load keeps no order
    if (!faults.none()) throw std::runtime_error("the load itself was faulty");
    return static_cast<double>(plan.events) / taken.count();
}

double records_per_second(const BacklogPlan& plan, std::size_t in_flight)
{
    const test::TempDir folder;
    CommitLoad load;
    load.path = folder / "state.db";
    load.source = plan.source;
    load.subscriber = plan.subscribers.front();
    load.in_flight = in_flight;
    write_backlog(load.path, plan);
    const auto recorded = record_all(load);
    return static_cast<double>(recorded.deliveries) / recorded.taken.count();
}

}  // namespace webhookd::bench
