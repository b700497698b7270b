#include "config/value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "config/text.hpp"

namespace webhookd::config {

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
        const auto nearest = find_nearest(entry.key, known_);
        const auto advice = nearest ? fmt::format("did you mean '{}'?", *nearest)
                                    : fmt::format("known here: {}", fmt::join(known_, ", "));
        // Without a value it may be the rest of one: `{password: begins,ends}`.
        const bool is_key = entry.value.kind != Yaml::Kind::null;
        value_.report().error(entry.place, is_key ? join_path(value_.path(), entry.key) : value_.path(),
                              fmt::format("unknown key; {}", advice));
    }
}

namespace {

constexpr std::size_t longest_comparable_key = 64;

std::string normalised(std::string_view key)
{
    std::string result(key);
    for (char& c : result) {
        if (c == '-' || c == ' ') c = '_';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> find_nearest(std::string_view key, const std::vector<std::string>& known)
{
    if (key.size() > longest_comparable_key) return std::nullopt;
    const auto given = normalised(key);
    std::optional<std::string> nearest;
    std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
    for (const auto& candidate : known) {
        const bool abbreviation = given.size() >= 4 && candidate.starts_with(given);
        const std::size_t steps = abbreviation ? 1 : distance(given, candidate);
        if (steps >= least) continue;
        least = steps;
        nearest = candidate;
    }
    return nearest;
}

}  // namespace webhookd::config
