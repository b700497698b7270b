#pragma once
// Schedules without feeds to compare with, as models without HTTP: each poll is one request and sees all that
// happened on its list. Three of them are facilities' lists (outbound, inbound, inventory), two are
// everybody's.
//
//  - the schedule of the first release: every list at a fixed interval with an offset, first scans behind
//    60 % of the budget, other polls behind 80 %, whoever wakes first goes first;
//  - fair turns: one list after the other, the whole budget;
//  - the best fixed intervals for change rates that are known beforehand. For lists that alone see their
//    changes the mean delay, the sum of rate / (2 x frequency), is least where the frequency goes with the
//    square root of the rate (Cho and Garcia-Molina, "Effective page refresh policies for Web crawlers",
//    2003). A movement between two depots is seen by the one of two lists that is polled first; the
//    frequencies are then found by descent on the same sum.

#include <optional>

#include "bench/freshness/delays.hpp"

namespace webhookd::bench {

struct ModelPlan
{
    std::uint32_t facilities = 5;
    std::size_t per_minute = 50;  ///< the budget
    Moment end{0};                ///< nothing is polled after it
};

struct ModelRun
{
    Delays delays;
    std::size_t lists = 0;
    std::size_t scanned = 0;            ///< lists that had their first scan
    std::optional<Moment> all_scanned;  ///< when the last had it; never when there is none
};

/// Changes before 0 are no news.
ModelRun run_first_release(const std::vector<Change>& changes, const ModelPlan& plan);
ModelRun run_fair_turns(const std::vector<Change>& changes, const ModelPlan& plan);
ModelRun run_best_fixed(const std::vector<Change>& changes, const ModelPlan& plan, const Rates& rates);

/// What a list of changes costs a schedule: polls per minute of each list that make the mean delay least. One
/// list alone, or two of which either sees it.
struct Demand
{
    std::size_t list = 0;
    std::optional<std::size_t> other{};
    double rate = 0;
};
std::vector<double> best_frequencies(const std::vector<Demand>& demands, std::size_t lists,
                                     double per_minute);
/// The sum of rate x expected delay in minutes, over random phases.
double expected_delay(const std::vector<Demand>& demands, const std::vector<double>& frequencies);

}  // namespace webhookd::bench
