#pragma once
// A table of the simulated database: rows in the order of their insertion, found by id, with sorted views
// that are kept until a row changes, so that page 900 of 100,000 products costs as little as page 1.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

namespace webhookd::simulator {

/// What a list is sorted by: dates as milliseconds, everything else as text.
using SortKey = std::variant<std::int64_t, std::string>;

/// `Row` has a member `id`.
template <class Row>
class Table
{
  public:
    explicit Table(std::string name) : name_(std::move(name)) {}

    const std::vector<Row>& rows() const { return rows_; }
    std::size_t size() const { return rows_.size(); }

    Row& add(Row row)
    {
        touch();
        index_.emplace(row.id, rows_.size());
        return rows_.emplace_back(std::move(row));
    }

    const Row* find(const std::string& id) const
    {
        auto found = index_.find(id);
        return found == index_.end() ? nullptr : &rows_[found->second];
    }

    const Row& get(const std::string& id) const
    {
        if (const auto* row = find(id)) return *row;
        throw std::out_of_range(fmt::format("the simulated OpenBoxes has no {} '{}'", name_, id));
    }

    /// For changing; forgets the sorted views.
    Row& edit(const std::string& id)
    {
        touch();
        return const_cast<Row&>(get(id));
    }

    void erase(const std::string& id)
    {
        touch();
        auto place = static_cast<std::ptrdiff_t>(&get(id) - rows_.data());
        rows_.erase(rows_.begin() + place);
        index_.clear();
        for (std::size_t at = 0; at < rows_.size(); ++at)
            index_.emplace(rows_[at].id, at);
    }

    /// Row numbers in the ascending order of `key(row)`; equal keys keep the order of insertion.
    /// `sort_name` names the key: the view is kept under it until a row changes.
    template <class Key>
    const std::vector<std::uint32_t>& sorted_by(const std::string& sort_name, Key key) const
    {
        auto kept = views_.find(sort_name);
        if (kept != views_.end()) return kept->second;
        std::vector<SortKey> keys;
        keys.reserve(rows_.size());
        for (const auto& row : rows_)
            keys.push_back(key(row));
        std::vector<std::uint32_t> view(rows_.size());
        std::iota(view.begin(), view.end(), 0U);
        std::ranges::sort(view, [&keys](std::uint32_t a, std::uint32_t b) {
            return keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
        });
        return views_.emplace(sort_name, std::move(view)).first->second;
    }

  private:
    void touch() { views_.clear(); }

    std::string name_;
    std::vector<Row> rows_;
    std::unordered_map<std::string, std::size_t> index_;
    mutable std::unordered_map<std::string, std::vector<std::uint32_t>> views_;
};

}  // namespace webhookd::simulator
