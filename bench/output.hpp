#pragma once
// What a person and what a program reads of the figures.

#include <string>
#include <string_view>
#include <vector>

#include "bench/figure.hpp"

namespace webhookd::bench {

struct CaseReport
{
    std::string name;
    Report report;
};

/// The rows of one case as text, aligned: smallest, median and largest value, ratio, bar.
std::string to_table(const CaseReport& measured);

/// Everything, every single value too, with the machine and the date, as JSON.
std::string to_json(const std::vector<CaseReport>& measured, std::string_view version);

}  // namespace webhookd::bench
