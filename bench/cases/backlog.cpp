// A million waiting deliveries of one dead subscriber: what they cost memory, the start, and the lane of
// another subscriber, compared with the same lane without them. And the start with a long past and a long
// queue.

#include <algorithm>

#include "bench/cases/cases.hpp"
#include "bench/rig/drain.hpp"

namespace webhookd::bench {

namespace {

Drain long_past(const Options& options, const std::string& source, const std::string& state)
{
    Drain drain;
    drain.state = state;
    drain.settings = "max_in_flight: 50";
    drain.backlog.source = source;
    drain.backlog.events = options.scaled(1'000'000);
    drain.backlog.entities = std::max<std::size_t>(1, drain.backlog.events / 4);
    drain.backlog.body_bytes = 400;
    return drain;
}

/// `healthy` waits for the newest `expected` events; `dead` for `dead_waits` of them.
Drain beside_dead(const Options& options, const std::string& source, const std::string& state,
                  std::size_t dead_waits)
{
    auto drain = long_past(options, source, state);
    drain.backlog.subscribers = {"healthy", "dead"};
    drain.expected = options.scaled(20'000);
    const auto events = drain.backlog.events;
    drain.backlog.share = [=, healthy_waits = drain.expected](std::size_t event, std::size_t subscriber) {
        const auto waits = subscriber == 0 ? healthy_waits : dead_waits;
        return event + waits >= events ? Share::waiting : Share::nothing;
    };
    write_backlog(state, drain.backlog);
    return drain;
}

}  // namespace

Report measure_backlog(const Options& options)
{
    Figure first("first POST, beside 1,000,000 waiting", "ms", value_at_most(1000));
    Figure alone("one lane, nothing waiting elsewhere", "/s");
    Figure beside("the same lane beside 1,000,000 waiting", "/s", ratio_at_least(0.9), "nothing waiting");
    Figure memory_alone("peak memory, nothing waiting elsewhere", "MiB");
    Figure memory_beside("peak memory, beside 1,000,000 waiting", "MiB", ratio_at_most(1.1),
                         "nothing waiting");
    Report report;
    const test::TempDir folder;
    RunningSource source;
    const auto without = beside_dead(options, source.url(), folder / "without", 0);
    const auto with = beside_dead(options, source.url(), folder / "with", without.backlog.events);
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        const auto quiet = run(options, without);
        const auto crowded = run(options, with);
        first.add(crowded.first_post);
        alone.add(quiet.per_second);
        beside.add(crowded.per_second, quiet.per_second);
        memory_alone.add(quiet.peak);
        memory_beside.add(crowded.peak, quiet.peak);
        report.faults += quiet.faults;
        report.faults += crowded.faults;
    }
    report.figures = {first, alone, beside, memory_alone, memory_beside};
    return report;
}

Report measure_start(const Options& options)
{
    Figure first("first POST: 1,000,000 events, 200,000 waiting", "ms", value_at_most(500));
    Figure memory("peak memory, whole queue delivered", "MiB", value_at_most(80));
    Report report;
    const test::TempDir folder;
    RunningSource source;
    auto drain = long_past(options, source.url(), folder / "state");
    drain.backlog.subscribers = {"healthy"};
    drain.expected = options.scaled(200'000);
    drain.backlog.share = [oldest = drain.backlog.events - drain.expected](std::size_t event, std::size_t) {
        return event < oldest ? Share::delivered : Share::waiting;
    };
    write_backlog(drain.state, drain.backlog);
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        const auto drained = run(options, drain);
        first.add(drained.first_post);
        memory.add(drained.peak);
        report.faults += drained.faults;
    }
    report.figures = {first, memory};
    return report;
}

}  // namespace webhookd::bench
