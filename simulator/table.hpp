#pragma once
// A table of the simulated database: rows in the order of their insertion, found by id, with sorted views and
// groups that are kept and follow each change, so that page 900 of 100,000 products costs as little as page
// 1, and the movements of one facility cost nothing to the lists of the others.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
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
    using Places = std::vector<std::uint32_t>;

    explicit Table(std::string name) : name_(std::move(name)) {}

    const std::vector<Row>& rows() const { return rows_; }
    std::size_t size() const { return rows_.size(); }

    Row& add(Row row)
    {
        changes_.push_back(static_cast<std::uint32_t>(rows_.size()));
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

    /// For changing, until the table is read next; id and insertion stay.
    Row& edit(const std::string& id)
    {
        auto& row = const_cast<Row&>(get(id));
        changes_.push_back(static_cast<std::uint32_t>(&row - rows_.data()));
        return row;
    }

    void erase(const std::string& id)
    {
        auto place = static_cast<std::ptrdiff_t>(&get(id) - rows_.data());
        rows_.erase(rows_.begin() + place);
        index_.clear();
        for (std::size_t at = 0; at < rows_.size(); ++at)
            index_.emplace(rows_[at].id, at);
        views_.clear();
        groups_.clear();
        texts_.clear();
        erased_ += changes_.size() + 1;
        changes_.clear();
    }

    /// Row numbers in the ascending order of `key(row)`; equal keys keep the order of insertion.
    /// `sort_name` names the key: the view is kept under it.
    template <class Key>
    const Places& sorted_by(const std::string& sort_name, Key key) const
    {
        auto& view = views_[sort_name];
        const auto changed = changed_since(view.seen);
        view.keys.resize(rows_.size());
        for (auto place : changed)
            view.keys[place] = key(rows_[place]);
        auto before = [&keys = view.keys](std::uint32_t a, std::uint32_t b) {
            return keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
        };
        if (changed.size() > few_changes) {
            view.places.resize(rows_.size());
            std::iota(view.places.begin(), view.places.end(), 0U);
            std::ranges::sort(view.places, before);
        } else if (!changed.empty()) {
            std::erase_if(view.places,
                          [&](std::uint32_t place) { return std::ranges::binary_search(changed, place); });
            for (auto place : changed)
                view.places.insert(std::ranges::lower_bound(view.places, place, before), place);
        }
        view.seen = changes_.size();
        return view.places;
    }

    /// The numbers of the rows with `key(row) == value`, a text, in the order of insertion. `group_name`
    /// names the key.
    template <class Key>
    const Places& grouped_by(const std::string& group_name, Key key, const std::string& value) const
    {
        static const Places nothing;
        auto& group = groups_[group_name];
        auto known = group.keys.size();
        group.keys.resize(rows_.size());
        for (auto place : changed_since(group.seen)) {
            std::string now = key(rows_[place]);
            if (place < known && group.keys[place] == now) continue;
            if (place < known) std::erase(group.places[group.keys[place]], place);
            auto& places = group.places[now];
            places.insert(std::ranges::lower_bound(places, place), place);
            group.keys[place] = std::move(now);
        }
        group.seen = changes_.size();
        auto found = group.places.find(value);
        return found == group.places.end() ? nothing : found->second;
    }

    /// What `print(row)` says, kept under `text_name` until the row changes, or `depends_on`, the versions of
    /// what else it reads.
    template <class Print>
    const std::string& printed(const std::string& text_name, std::uint64_t depends_on, const Row& row,
                               Print print) const
    {
        auto& kept = texts_[text_name];
        if (!kept.seen || kept.depends_on != depends_on) {
            kept.texts.clear();
            kept.seen = changes_.size();
            kept.depends_on = depends_on;
        }
        kept.texts.resize(rows_.size());
        for (; *kept.seen < changes_.size(); ++*kept.seen)
            kept.texts[changes_[*kept.seen]].clear();
        auto& text = kept.texts[static_cast<std::size_t>(&row - rows_.data())];
        if (text.empty()) text = print(row);
        return text;
    }

    /// Another after every change.
    std::uint64_t version() const { return erased_ + changes_.size(); }

  private:
    /// Up to so many changed rows are moved one by one; more are sorted anew.
    static constexpr std::size_t few_changes = 16;

    struct View
    {
        std::vector<SortKey> keys;  // by row number
        Places places;
        std::optional<std::size_t> seen;  // how much of changes_; nothing: built from all rows next
    };

    struct Group
    {
        std::vector<std::string> keys;  // by row number
        std::unordered_map<std::string, Places> places;
        std::optional<std::size_t> seen;
    };

    struct Texts
    {
        std::vector<std::string> texts;  // by row number; empty: not printed yet
        std::optional<std::size_t> seen;
        std::uint64_t depends_on = 0;
    };

    /// The rows that changed since a view or group was last read, each once, ascending.
    Places changed_since(std::optional<std::size_t> seen) const
    {
        Places changed;
        if (!seen) {
            changed.resize(rows_.size());
            std::iota(changed.begin(), changed.end(), 0U);
        } else {
            changed.assign(changes_.begin() + static_cast<std::ptrdiff_t>(*seen), changes_.end());
            std::ranges::sort(changed);
            changed.erase(std::ranges::unique(changed).begin(), changed.end());
        }
        return changed;
    }

    std::string name_;
    std::vector<Row> rows_;
    std::unordered_map<std::string, std::size_t> index_;
    Places changes_;  // the row added or edited, one after the other
    mutable std::unordered_map<std::string, View> views_;
    mutable std::unordered_map<std::string, Group> groups_;
    mutable std::unordered_map<std::string, Texts> texts_;
    std::uint64_t erased_ = 0;  // how long changes_ was, with each erasure counted
};

}  // namespace webhookd::simulator
