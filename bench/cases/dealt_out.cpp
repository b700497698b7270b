// Event number n waits for subscriber n modulo their number, so that the whole work stays the same however
// many share it.

#include "bench/cases/dealt_out.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace webhookd::bench {

Drain dealt_out(const Options& options, const std::string& source, const std::string& state,
                std::size_t subscribers)
{
    Drain drain;
    drain.state = state;
    drain.settings = fmt::format("max_in_flight: {}", in_flight);
    auto& plan = drain.backlog;
    plan.source = source;
    plan.events = options.scaled(20'000);
    plan.entities = std::max<std::size_t>(1, plan.events / 4);
    for (std::size_t i = 0; i < subscribers; ++i)
        plan.subscribers.push_back(fmt::format("subscriber-{}", i));
    plan.share = [subscribers](std::size_t event, std::size_t subscriber) {
        return event % subscribers == subscriber ? Share::waiting : Share::nothing;
    };
    drain.expected = plan.events;
    write_backlog(state, plan);
    return drain;
}

}  // namespace webhookd::bench
