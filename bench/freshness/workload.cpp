// Draws the site by its rank and the instant evenly, and rejects it as often as the site is idle at that
// hour; what follows from a change (shipping, receiving) is placed after it.

#include "bench/freshness/workload.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <tuple>

namespace webhookd::bench {

namespace {

using namespace std::chrono_literals;

constexpr Moment day = 24h;
constexpr Moment day_begins = 8h;  // what is measured begins in the morning, in the middle zone
constexpr std::size_t per_truck = 30;

// Shares of what is told in a day.
constexpr double movement_share = 0.30;  // each is shipped and received
constexpr double product_share = 0.03;
constexpr double order_share = 0.04;
constexpr double adjusted_share = 1 - 2 * movement_share - product_share - order_share;
constexpr double consumed_share = 0.10;  // besides what is told

class Maker
{
  public:
    explicit Maker(const WorkloadPlan& plan)
        : plan_(plan), random_(plan.seed), end_(to_moment(plan.days * static_cast<double>(day.count())))
    {
        // The site of rank r does 1/r of what the first does.
        std::vector<double> weights;
        for (std::uint32_t at = 0; at < plan.facilities; ++at) {
            weights.push_back(1.0 / (at + 1));
            zones_.emplace_back(static_cast<int>(below(9)) - 4);
        }
        std::ranges::shuffle(weights, random_);
        site_ = std::discrete_distribution<std::uint32_t>(weights.begin(), weights.end());
    }

    std::vector<Change> make()
    {
        const auto begin = -std::chrono::duration_cast<Moment>(plan_.past);
        make_some(adjusted_share, begin, [this](Moment at, std::uint32_t site) {
            add(at, {.kind = ChangeKind::adjusted, .facility = site});
        });
        make_some(consumed_share, begin, [this](Moment at, std::uint32_t site) {
            add(at, {.kind = ChangeKind::consumed, .facility = site});
        });
        make_some(product_share, begin,
                  [this](Moment at, std::uint32_t) { add(at, {.kind = ChangeKind::product_created}); });
        make_some(order_share, begin, [this](Moment at, std::uint32_t site) { make_order(at, site); });
        // One in ten movements goes by truck.
        make_some(movement_share * 0.9, begin, [this](Moment at, std::uint32_t site) {
            const auto ends = other_end(site);
            make_movement(ends, at, when_open(ends.destination, at + transit()));
        });
        make_some(movement_share * 0.1 / per_truck, begin,
                  [this](Moment at, std::uint32_t site) { make_truck(at, site); });
        for (std::uint32_t at = 0; at < plan_.burst; ++at)
            make_one_of_burst(at);
        std::erase_if(changes_, [&](const Change& change) { return change.at >= end_; });
        std::ranges::sort(changes_, {}, [](const Change& change) {
            return std::tuple(change.at, change.kind, change.facility, change.subject);
        });
        return std::move(changes_);
    }

  private:
    static Moment to_moment(double milliseconds) { return Moment(static_cast<std::int64_t>(milliseconds)); }
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }

    void add(Moment at, Change change)
    {
        change.at = at;
        changes_.push_back(change);
    }

    /// How busy a site is: not at all at night but for one in fifty, most at noon.
    double activity(std::uint32_t site, Moment at) const
    {
        const auto local = (at + day_begins + zones_[site]) % day;
        const auto hour = static_cast<double>((local + day).count() % day.count()) / 3'600'000.0;
        constexpr double opens = 7;
        constexpr double closes = 19;
        if (hour < opens || hour > closes) return 0.02;
        return 0.3 + 0.7 * std::sin(std::numbers::pi * (hour - opens) / (closes - opens));
    }

    template <class Make>
    void make_some(double share, Moment begin, Make make)
    {
        const double span = static_cast<double>((end_ - begin).count());
        const auto count =
            std::llround(plan_.changes_per_day * share * span / static_cast<double>(day.count()));
        for (std::int64_t made = 0; made < count;) {
            const auto site = site_(random_);
            const auto at = begin + to_moment(uniform() * span);
            if (uniform() >= activity(site, at)) continue;
            make(at, site);
            ++made;
        }
    }

    void make_order(Moment approved, std::uint32_t site)
    {
        const auto order = orders_++;
        const auto created = approved - 10min - to_moment(uniform() * 86'400'000);
        add(created, {.kind = ChangeKind::order_created, .facility = site, .subject = order});
        add(approved, {.kind = ChangeKind::order_approved, .facility = site, .subject = order});
    }

    /// A quarter comes from suppliers, a sixth goes to clinics, the rest from depot to depot.
    struct Ends
    {
        std::uint32_t origin;
        std::uint32_t destination;
    };
    Ends other_end(std::uint32_t site)
    {
        const auto chance = uniform();
        if (chance < 0.25) return {supplier, site};
        const auto other = site_(random_);
        if (chance < 0.42 || other == site) return {site, clinic};
        return {site, other};
    }

    Moment transit()
    {
        return 2h + to_moment(std::exponential_distribution<double>(1)(random_) * 86'400'000);
    }

    /// The first moment from `at` on at which somebody works there.
    Moment when_open(std::uint32_t site, Moment at)
    {
        if (site >= plan_.facilities) return at;
        while (uniform() >= activity(site, at))
            at += 20min;
        return at;
    }

    void make_movement(Ends ends, Moment shipped, Moment received, bool of_burst = false)
    {
        Change change{.facility = ends.origin, .destination = ends.destination, .subject = movements_++};
        change.kind = ChangeKind::movement_created;
        add(shipped - 1h - to_moment(uniform() * 86'400'000), change);
        change.kind = ChangeKind::received;
        add(received, change);
        change.kind = ChangeKind::shipped;
        change.of_burst = of_burst;
        add(shipped, change);
    }

    void make_truck(Moment shipped, std::uint32_t site)
    {
        const auto ends = other_end(site);
        const auto arrives = when_open(ends.destination, shipped + transit());
        for (std::size_t at = 0; at < per_truck; ++at) {
            const auto leaves = shipped + to_moment(uniform() * 60'000);
            make_movement(ends, leaves, std::max(arrives, leaves + 30min) + to_moment(uniform() * 60'000));
        }
    }

    void make_one_of_burst(std::uint32_t at)
    {
        const auto site = at % plan_.facilities;
        make_movement({site, clinic}, end_ * 9 / 10 + to_moment(uniform() * 60'000), end_ + 24h, true);
    }

    WorkloadPlan plan_;
    std::mt19937_64 random_;
    Moment end_;
    std::discrete_distribution<std::uint32_t> site_;
    std::vector<std::chrono::hours> zones_;
    std::vector<Change> changes_;
    std::uint32_t movements_ = 0;
    std::uint32_t orders_ = 0;
};

}  // namespace

std::vector<Change> make_workload(const WorkloadPlan& plan)
{
    return Maker(plan).make();
}

Rates rates_of(const std::vector<Change>& changes, const WorkloadPlan& plan)
{
    Rates rates;
    rates.adjusted.resize(plan.facilities);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> movements;
    for (const auto& change : changes) {
        if (change.at < Moment(0)) continue;
        const double one = 1 / plan.days;
        if (change.kind == ChangeKind::adjusted) rates.adjusted[change.facility] += one;
        if (change.kind == ChangeKind::product_created) rates.products += one;
        if (change.kind == ChangeKind::order_approved) rates.orders += one;
        if (change.kind == ChangeKind::shipped || change.kind == ChangeKind::received)
            movements[{change.facility, change.destination}] += one;
    }
    for (const auto& [ends, per_day] : movements)
        rates.movements.push_back({ends.first, ends.second, per_day});
    return rates;
}

}  // namespace webhookd::bench
