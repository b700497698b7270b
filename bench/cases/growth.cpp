// How deliveries per second change when something grows tenfold: subscribers, the backlog of somebody else,
// entities.

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "bench/rig/drain.hpp"

namespace webhookd::bench {

namespace {

// No step may be worse than 1.3 times per tenfold.
constexpr Bar per_tenfold = ratio_at_least(1 / 1.3);

constexpr std::size_t delivered = 20'000;

std::vector<std::string> subscribers(std::size_t count)
{
    std::vector<std::string> names;
    names.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(fmt::format("subscriber-{}", i));
    return names;
}

Drain base(const std::string& source, const std::string& state)
{
    Drain drain;
    drain.state = state;
    drain.settings = "max_in_flight: 50";
    drain.expected = delivered;
    drain.backlog.source = source;
    drain.backlog.events = delivered;
    drain.backlog.entities = delivered / 4;
    drain.backlog.body_bytes = 400;
    return drain;
}

/// The same number of webhooks, dealt out to so many.
Drain to_subscribers(Drain drain, std::size_t count)
{
    drain.backlog.subscribers = subscribers(count);
    drain.backlog.share = [count](std::size_t event, std::size_t subscriber) {
        return event % count == subscriber ? Share::waiting : Share::nothing;
    };
    return drain;
}

/// One lane, beside so many deliveries that wait for a dead subscriber.
Drain beside_waiting(Drain drain, std::size_t waiting)
{
    auto& plan = drain.backlog;
    plan.events = std::max(plan.events, waiting);
    plan.subscribers = {"healthy", "dead"};
    plan.share = [events = plan.events, waiting](std::size_t event, std::size_t subscriber) {
        const auto waits = subscriber == 0 ? delivered : waiting;
        return event + waits >= events ? Share::waiting : Share::nothing;
    };
    return drain;
}

/// One lane, with events about so many entities; those of the past are delivered.
Drain of_entities(Drain drain, std::size_t count)
{
    auto& plan = drain.backlog;
    plan.entities = count;
    plan.events = std::max(plan.events, count);
    plan.subscribers = {"healthy"};
    plan.share = [events = plan.events](std::size_t event, std::size_t) {
        return event + delivered >= events ? Share::waiting : Share::delivered;
    };
    return drain;
}

using Growing = Drain (*)(Drain drain, std::size_t size);

struct Axis
{
    std::string_view name;
    Growing grow;
    std::vector<std::size_t> sizes;
};

void measure(const Options& options, const std::string& source, const Axis& axis, Report& report)
{
    const test::TempDir folder;
    std::vector<Drain> drains;
    std::vector<Figure> figures;
    for (const auto size : axis.sizes) {
        drains.push_back(axis.grow(base(source, folder / std::to_string(size)), options.scaled(size)));
        write_backlog(drains.back().state, drains.back().backlog);
        figures.emplace_back(fmt::format("{} {}", size, axis.name), "/s");
        if (figures.size() == 1) continue;
        figures.back().compared_with = "a tenth of them";
        figures.back().bar = per_tenfold;
    }
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        double before = 0;
        for (std::size_t i = 0; i < drains.size(); ++i) {
            const auto drained = run(options, drains[i]);
            if (i == 0) {
                figures[i].add(drained.per_second);
            } else {
                figures[i].add(drained.per_second, before);
            }
            before = drained.per_second;
            report.faults += drained.faults;
        }
    }
    report.figures.insert(report.figures.end(), figures.begin(), figures.end());
}

}  // namespace

Report measure_growth(const Options& options)
{
    const std::vector<Axis> axes{
        {"subscribers", to_subscribers, {1, 10, 100, 1000}},
        {"waiting for another", beside_waiting, {1'000, 10'000, 100'000, 1'000'000}},
        {"entities", of_entities, {1'000, 10'000, 100'000, 1'000'000}},
    };
    Report report;
    RunningSource source;
    for (const auto& axis : axes)
        measure(options, source.url(), axis, report);
    return report;
}

}  // namespace webhookd::bench
