// Collects the problems, printable as they come in, and hands them out in the order of the file.

#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "webhookd/core/printable.hpp"

namespace webhookd::config {

namespace {

std::vector<Problem> in_order_of_file(std::vector<Problem> problems)
{
    std::ranges::sort(problems, {}, [](const Problem& problem) {
        return std::tie(problem.line, problem.column, problem.key, problem.message);
    });
    return problems;
}

}  // namespace

std::string Problem::text() const
{
    std::string result = file;
    if (line > 0) result += fmt::format(":{}:{}", line, column);
    if (!key.empty()) result += fmt::format(": {}", key);
    return fmt::format("{}: {}", result, message);
}

Problem Report::problem(Place place, std::string_view key, std::string_view message) const
{
    return {file_, place.line, place.column, core::printable(key), core::printable(message)};
}

void Report::error(Place place, std::string_view key, std::string_view message)
{
    errors_.push_back(problem(place, key, message));
}

void Report::warn(Place place, std::string_view key, std::string_view message)
{
    warnings_.push_back(problem(place, key, message));
}

std::vector<Problem> Report::take_errors()
{
    return in_order_of_file(std::exchange(errors_, {}));
}

std::vector<Problem> Report::take_warnings()
{
    return in_order_of_file(std::exchange(warnings_, {}));
}

}  // namespace webhookd::config
