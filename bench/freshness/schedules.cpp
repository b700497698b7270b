// A change is seen at the next poll of a list that shows it. Two schedules are periods and phases, only the
// first release's is played poll by poll; the best fixed frequencies are found by iteration.

#include "bench/freshness/schedules.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <random>
#include <set>
#include <string>

#include <fmt/format.h>

#include "webhookd/core/text.hpp"

namespace webhookd::bench {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t products_list = 0;
constexpr std::size_t orders_list = 1;

enum class Side
{
    outbound,
    inbound,
    inventory
};

std::size_t list_of(std::uint32_t facility, Side side)
{
    return 2 + 3 * std::size_t{facility} + static_cast<std::size_t>(side);
}

std::size_t count_lists(const ModelPlan& plan)
{
    return 2 + 3 * std::size_t{plan.facilities};
}

/// The lists that see a change: one, or both ends of a movement.
Demand seen_by(const Change& change)
{
    switch (change.kind) {
        case ChangeKind::product_created:
            return {.list = products_list};
        case ChangeKind::order_approved:
            return {.list = orders_list};
        case ChangeKind::adjusted:
            return {.list = list_of(change.facility, Side::inventory)};
        default:
            break;
    }
    if (change.facility == supplier) return {.list = list_of(change.destination, Side::inbound)};
    Demand demand{.list = list_of(change.facility, Side::outbound)};
    if (change.destination != clinic) demand.other = list_of(change.destination, Side::inbound);
    return demand;
}

/// `next(list, at)` is the first poll of a list at or after `at`.
template <class Next>
Delays replay(const std::vector<Change>& changes, Moment end, Next next)
{
    Delays delays;
    for (const auto& change : changes) {
        if (change.at < Moment(0) || !is_told(change.kind)) continue;
        const auto lists = seen_by(change);
        auto seen = next(lists.list, change.at);
        if (lists.other) seen = std::min(seen, next(*lists.other, change.at));
        if (seen > end) ++delays.untold;
        delays.add(change, std::min(seen, end) - change.at);
    }
    return delays;
}

struct Turn
{
    Moment first;
    Moment period;
};

ModelRun run_turns(const std::vector<Change>& changes, const ModelPlan& plan, const std::vector<Turn>& turns)
{
    auto next = [&](std::size_t list, Moment at) {
        const auto& [first, period] = turns[list];
        if (at <= first) return first;
        return first + (at - first + period - Moment(1)) / period * period;
    };
    return {.delays = replay(changes, plan.end, next),
            .lists = turns.size(),
            .scanned = turns.size(),
            .all_scanned = {}};
}

struct List
{
    std::string name;
    Moment interval;
    bool scanned = false;
    std::vector<Moment> polls{};  // after the first scan
};

std::vector<List> first_release_lists(const ModelPlan& plan)
{
    std::vector<List> lists{{"products", 60s}, {"purchase-orders", 60s}};
    for (std::uint32_t facility = 1; facility <= plan.facilities; ++facility) {
        lists.push_back({fmt::format("stock-movements/outbound/{}", facility), 30s});
        lists.push_back({fmt::format("stock-movements/inbound/{}", facility), 30s});
        lists.push_back({fmt::format("inventory/{}", facility), 60s});
    }
    return lists;
}

Moment next_tick(const List& list, Moment interval, Moment now)
{
    const Moment offset(static_cast<Moment::rep>(core::stable_hash(list.name) %
                                                 static_cast<std::uint64_t>(interval.count())));
    if (now < offset) return offset;
    return offset + ((now - offset) / interval + 1) * interval;
}

/// The requests of the last minute, and how many of them a first scan or another poll may make it.
class Window
{
  public:
    explicit Window(std::size_t per_minute) : per_minute_(per_minute) {}

    Moment earliest(bool first_scan, Moment now) const
    {
        const auto allowed = std::max<std::size_t>(1, per_minute_ * (first_scan ? 60 : 80) / 100);
        if (sent_.size() < allowed) return now;
        return std::max(now, sent_[sent_.size() - allowed] + Moment(60s));
    }
    void record(Moment now)
    {
        sent_.push_back(now);
        while (sent_.front() + Moment(60s) <= now)
            sent_.pop_front();
    }

  private:
    std::size_t per_minute_;
    std::deque<Moment> sent_;
};

}  // namespace

ModelRun run_first_release(const std::vector<Change>& changes, const ModelPlan& plan)
{
    // The login, the facilities, and the look at which ways to read adjustments there are.
    constexpr std::size_t before_the_first_poll = 6;
    auto lists = first_release_lists(plan);
    Window window(plan.per_minute);
    for (std::size_t sent = 0; sent < before_the_first_poll; ++sent)
        window.record(Moment(0));
    ModelRun run{.delays = {}, .lists = lists.size(), .scanned = 0, .all_scanned = {}};
    // Who wakes when; equal instants in the order in which they went to sleep.
    struct Sleeper
    {
        Moment until;
        std::uint64_t number;
        std::size_t list;
        auto operator<=>(const Sleeper&) const = default;
    };
    std::set<Sleeper> sleepers;
    std::uint64_t slept = 0;
    for (std::size_t list = 0; list < lists.size(); ++list)
        sleepers.insert(
            {next_tick(lists[list], std::min(lists[list].interval, Moment(2s)), Moment(0)), slept++, list});
    while (sleepers.begin()->until <= plan.end) {
        const auto [now, number, at] = *sleepers.begin();
        sleepers.erase(sleepers.begin());
        auto& list = lists[at];
        if (const auto earliest = window.earliest(!list.scanned, now); earliest > now) {
            sleepers.insert({earliest, slept++, at});
            continue;
        }
        window.record(now);
        list.polls.push_back(now);
        if (!list.scanned && ++run.scanned == run.lists) run.all_scanned = now;
        list.scanned = true;
        sleepers.insert({next_tick(list, list.interval, now), slept++, at});
    }
    run.delays = replay(changes, plan.end, [&](std::size_t at, Moment changed) {
        const auto& polls = lists[at].polls;
        const auto poll = std::ranges::lower_bound(polls, changed);
        // What the first scan finds is no news, and will not be.
        const bool is_news = !polls.empty() && polls.front() < changed && poll != polls.end();
        return is_news ? *poll : Moment::max();
    });
    return run;
}

ModelRun run_fair_turns(const std::vector<Change>& changes, const ModelPlan& plan)
{
    const auto lists = count_lists(plan);
    const auto one = Moment(60s) / plan.per_minute;
    std::vector<Turn> turns;
    for (std::size_t list = 0; list < lists; ++list)
        turns.push_back({one * list, one * lists});
    return run_turns(changes, plan, turns);
}

ModelRun run_best_fixed(const std::vector<Change>& changes, const ModelPlan& plan, const Rates& rates)
{
    std::vector<Demand> demands{{.list = products_list, .rate = rates.products},
                                {.list = orders_list, .rate = rates.orders}};
    for (std::uint32_t facility = 0; facility < plan.facilities; ++facility)
        demands.push_back({.list = list_of(facility, Side::inventory), .rate = rates.adjusted[facility]});
    for (const auto& [origin, destination, per_day] : rates.movements) {
        auto demand = seen_by({.kind = ChangeKind::shipped, .facility = origin, .destination = destination});
        demand.rate = per_day;
        demands.push_back(demand);
    }
    const auto frequencies =
        best_frequencies(demands, count_lists(plan), static_cast<double>(plan.per_minute));
    std::mt19937_64 random(1);
    std::vector<Turn> turns;
    for (const auto frequency : frequencies) {
        const auto period = frequency > 0
                                ? Moment(std::max<std::int64_t>(1, std::llround(60'000 / frequency)))
                                : 2 * plan.end;
        turns.push_back(
            {Moment(static_cast<Moment::rep>(random() % static_cast<std::uint64_t>(period.count()))),
             period});
    }
    return run_turns(changes, plan, turns);
}

double expected_delay(const std::vector<Demand>& demands, const std::vector<double>& frequencies)
{
    double sum = 0;
    for (const auto& demand : demands) {
        if (demand.rate <= 0) continue;
        const auto one = frequencies[demand.list];
        const auto other = demand.other ? frequencies[*demand.other] : 0;
        const auto [low, high] = std::minmax(one, other);
        // The sooner of two polls with periods 1/high <= 1/low and phases that have nothing to do with each
        // other.
        sum += demand.rate * (1 / (2 * high) - low / (6 * high * high));
    }
    return sum;
}

std::vector<double> best_frequencies(const std::vector<Demand>& demands, std::size_t lists, double per_minute)
{
    constexpr int steps = 400;
    std::vector<double> gain(lists);
    auto scale = [per_minute](std::vector<double>& frequencies) {
        const auto sum = std::accumulate(frequencies.begin(), frequencies.end(), 0.0);
        for (auto& frequency : frequencies)
            frequency *= per_minute / sum;
    };
    std::vector<double> now(lists);
    for (const auto& demand : demands) {
        if (demand.rate > 0) now[demand.list] = 1;
        if (demand.rate > 0 && demand.other) now[*demand.other] = 1;
    }
    scale(now);
    auto best = now;
    auto least = expected_delay(demands, best);
    for (int step = 0; step < steps; ++step) {
        // How much sooner changes are seen for one request more to a list.
        std::ranges::fill(gain, 0);
        for (const auto& demand : demands) {
            if (demand.rate <= 0) continue;
            auto high = demand.list;
            auto low = demand.other.value_or(lists);
            if (low < lists && now[low] > now[high]) std::swap(low, high);
            const auto fast = now[high];
            gain[high] += demand.rate / (2 * fast * fast);
            if (low == lists) continue;
            gain[high] -= demand.rate * now[low] / (3 * fast * fast * fast);
            gain[low] += demand.rate / (6 * fast * fast);
        }
        // All gains are equal where nothing can be won by moving a request; the root is exact for lists that
        // alone see their changes.
        for (std::size_t list = 0; list < lists; ++list)
            now[list] *= std::sqrt(std::max(gain[list], 0.0));
        scale(now);
        if (const auto delay = expected_delay(demands, now); delay < least) {
            least = delay;
            best = now;
        }
    }
    return best;
}

}  // namespace webhookd::bench
