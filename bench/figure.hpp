#pragma once
// What a benchmark measures. The machine is noisy and never the same, so a figure is measured several times
// and judged, where that is possible, by its ratio to a limit that was measured in the same run, turn by
// turn.

#include <optional>
#include <string>
#include <vector>

#include "bench/receiver/ledger.hpp"

namespace webhookd::bench {

/// What is asked of a figure's median: of its values, or of its ratios.
struct Bar
{
    bool of_ratio = false;
    bool at_least = false;  ///< else at most
    double value = 0;
};
constexpr Bar value_at_least(double value)
{
    return {.of_ratio = false, .at_least = true, .value = value};
}
constexpr Bar value_at_most(double value)
{
    return {.of_ratio = false, .at_least = false, .value = value};
}
constexpr Bar ratio_at_least(double value)
{
    return {.of_ratio = true, .at_least = true, .value = value};
}
constexpr Bar ratio_at_most(double value)
{
    return {.of_ratio = true, .at_least = false, .value = value};
}

struct Figure
{
    Figure(std::string its_name, std::string its_unit, std::optional<Bar> its_bar = std::nullopt,
           std::string its_comparison = "");

    std::string name;
    std::string unit;
    std::optional<Bar> bar;
    std::string compared_with;   ///< what the ratios divide by; empty: nothing
    std::vector<double> values;  ///< one per run
    std::vector<double> ratios;  ///< one per run
    bool is_detail = false;      ///< for programs: stands in the JSON, not in the table

    void add(double value) { values.push_back(value); }
    /// A value and what it is compared with, of the same run.
    void add(double value, double limit)
    {
        values.push_back(value);
        ratios.push_back(limit > 0 ? value / limit : 0);
    }

    /// Whether the bar is reached; null without a bar.
    std::optional<bool> is_met() const;
};

struct Report
{
    std::vector<Figure> figures;
    Faults faults;
};

/// Values may be in any order and not empty.
double median(std::vector<double> values);
/// The smallest value that at least `share` (0 to 1) of the values do not exceed.
double percentile(std::vector<double> values, double share);

}  // namespace webhookd::bench
