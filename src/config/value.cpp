// Problems are made printable as they come in, and handed out in the order of the file; the sentences about a
// value that is not what was expected; and unknown keys with the nearest known one.

#include "config/value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "config/text.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

std::vector<Problem> in_order_of_file(std::vector<Problem> problems)
{
    std::ranges::sort(problems, {}, [](const Problem& problem) {
        return std::tie(problem.line, problem.column, problem.key, problem.message);
    });
    return problems;
}

std::string normalised(std::string_view key)
{
    auto result = core::lower_case(key);
    std::ranges::replace_if(result, [](char c) { return c == '-' || c == ' '; }, '_');
    return result;
}

/// The known key that was probably meant, or null.
std::optional<std::string> find_meant(std::string_view key, std::span<const std::string> known)
{
    constexpr std::size_t longest = 64;
    if (key.size() > longest) return std::nullopt;
    return core::find_nearest(normalised(key), known, std::max<std::size_t>(1, key.size() / 3), 4);
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

std::string Report::program_error(const std::string& program)
{
    if (check_program_ == nullptr) return {};
    const auto [known, is_new] = program_errors_.emplace(program, std::string());
    if (is_new) {
        const auto verdict = check_program_(program);
        if (!verdict) known->second = verdict.error();
    }
    return known->second;
}

std::vector<Problem> Report::take_errors()
{
    return in_order_of_file(std::exchange(errors_, {}));
}

std::vector<Problem> Report::take_warnings()
{
    return in_order_of_file(std::exchange(warnings_, {}));
}

std::string Value::kind_found() const
{
    switch (node_->kind) {
        case Yaml::Kind::null:
            return "nothing";
        case Yaml::Kind::scalar:
            return node_->quoted ? "a text in quotes" : "a single value";
        case Yaml::Kind::list:
            return "a list";
        case Yaml::Kind::mapping:
            return "a mapping";
    }
    return "something else";
}

std::nullopt_t Value::fail(std::string_view message) const
{
    report_->error(node_->place, path_, message);
    return std::nullopt;
}

std::nullopt_t Value::expected(std::string_view what) const
{
    if (!is_scalar()) return expected_kind(what);
    return fail(fmt::format("expected {}, found {}", what,
                            node_->text.empty() ? "an empty text" : in_quotes(node_->text)));
}

std::nullopt_t Value::expected_kind(std::string_view what) const
{
    return fail(fmt::format("expected {}, found {}", what, kind_found()));
}

void Value::warn(std::string_view message) const
{
    report_->warn(node_->place, path_, message);
}

std::vector<Value> Value::items() const
{
    std::vector<Value> result;
    for (std::size_t i = 0; i < node_->items.size(); ++i)
        result.emplace_back(node_->items[i], join_path(path_, i), *report_);
    return result;
}

std::vector<Value> Value::entries() const
{
    std::vector<Value> result;
    for (const auto& entry : node_->entries)
        result.emplace_back(entry.value, join_path(path_, entry.key), *report_);
    return result;
}

std::optional<Value> Section::find(std::string_view key)
{
    known_.emplace_back(key);
    const auto& entries = value_.node().entries;
    const auto entry = std::ranges::find(entries, key, &YamlEntry::key);
    if (entry == entries.end()) return std::nullopt;
    return Value(entry->value, join_path(value_.path(), key), value_.report());
}

void Section::missing(std::string_view key, std::string_view what)
{
    value_.report().error(value_.node().place, join_path(value_.path(), key),
                          fmt::format("is missing; expected {}", what));
}

void Section::refuse_unknown_keys()
{
    std::ranges::sort(known_);
    for (const auto& entry : value_.node().entries) {
        if (std::ranges::binary_search(known_, entry.key)) continue;
        const auto nearest = find_meant(entry.key, known_);
        const auto advice = nearest ? fmt::format("did you mean '{}'?", *nearest)
                                    : fmt::format("known here: {}", fmt::join(known_, ", "));
        // Without a value it may be the rest of one: `{password: begins,ends}`.
        const bool is_key = entry.value.kind != Yaml::Kind::null;
        value_.report().error(entry.place, is_key ? join_path(value_.path(), entry.key) : value_.path(),
                              fmt::format("unknown key; {}", advice));
    }
}

}  // namespace webhookd::config
