#pragma once
// Days of work in a country's depots, made up from a seed: a few sites do most of it, all sleep at night,
// each in its own zone, and trucks bring or take thirty shipments at once. Pure: a list of changes, each with
// its instant.

#include <chrono>
#include <cstdint>
#include <vector>

namespace webhookd::bench {

/// Since the beginning of what is measured; negative: the past, which a first scan finds.
using Moment = std::chrono::milliseconds;

enum class ChangeKind
{
    // These five are told, in this order in every table.
    shipped,
    received,
    adjusted,
    product_created,
    order_approved,
    // These are not; they move rows all the same.
    movement_created,
    order_created,
    consumed
};
inline constexpr std::size_t told_kinds = 5;

constexpr bool is_told(ChangeKind kind)
{
    return static_cast<std::size_t>(kind) < told_kinds;
}

/// A place that is no depot: its lists are not polled, so one end alone tells what goes to and from it.
inline constexpr std::uint32_t clinic = 1'000'000;
inline constexpr std::uint32_t supplier = 1'000'001;

struct Change
{
    Moment at{0};
    ChangeKind kind = ChangeKind::adjusted;
    std::uint32_t facility = 0;     ///< where; the origin of a movement
    std::uint32_t destination = 0;  ///< of a movement
    std::uint32_t subject = 0;      ///< number of the movement or order
    bool of_burst = false;          ///< one of WorkloadPlan::burst
};

struct WorkloadPlan
{
    std::uint32_t facilities = 5;
    double changes_per_day = 2'000;  ///< of the kinds that are told, in all
    double days = 1;
    std::chrono::hours past{72};  ///< work that was done before
    std::uint64_t seed = 1;
    /// So many shipments sent within one minute, after nine tenths of the days: spread over all facilities.
    std::uint32_t burst = 0;
};

/// Sorted by time; what happens to one movement or order is in its order.
std::vector<Change> make_workload(const WorkloadPlan& plan);

/// How many changes of a kind each facility has in a day, on average: what a schedule could know beforehand.
struct Rates
{
    struct Pair
    {
        std::uint32_t origin;
        std::uint32_t destination;
        double per_day;
    };
    std::vector<double> adjusted;  ///< by facility
    std::vector<Pair> movements;   ///< shipped and received together
    double products = 0;
    double orders = 0;
};
Rates rates_of(const std::vector<Change>& changes, const WorkloadPlan& plan);

}  // namespace webhookd::bench
