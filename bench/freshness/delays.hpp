#pragma once
// From a change to its committed event, in seconds, by kind of change.

#include <array>
#include <string_view>
#include <vector>

#include "bench/freshness/workload.hpp"

namespace webhookd::bench {

/// The type of the event that tells a change of this kind.
std::string_view event_type_of(ChangeKind kind);

struct Summary
{
    std::size_t count = 0;
    double mean = 0;
    double median = 0;
    double most = 0;  ///< 95 % are not above
    double worst = 0;
};
/// All zero without values.
Summary summarize(std::vector<double> seconds);

struct Delays
{
    std::array<std::vector<double>, told_kinds> seconds;
    std::vector<double> of_burst;
    std::size_t untold =
        0;  ///< changes that were not told when the time was up; they count with their age then

    void add(const Change& change, Moment delay)
    {
        const auto taken = std::chrono::duration<double>(delay).count();
        seconds[static_cast<std::size_t>(change.kind)].push_back(taken);
        if (change.of_burst) of_burst.push_back(taken);
    }
    const std::vector<double>& of(ChangeKind kind) const { return seconds[static_cast<std::size_t>(kind)]; }
    /// Of several kinds together.
    std::vector<double> of(std::initializer_list<ChangeKind> kinds) const;
};

/// What happens in the depots themselves, and what happens in an office.
inline constexpr auto depot_kinds = {ChangeKind::shipped, ChangeKind::received, ChangeKind::adjusted};
inline constexpr auto office_kinds = {ChangeKind::product_created, ChangeKind::order_approved};

}  // namespace webhookd::bench
