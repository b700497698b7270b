// A line for each stream; where there are many, the calm ones of facilities, and all beyond the first, are
// added up in one line.

#include "app/commands/status_tables.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <fmt/format.h>

#include "app/commands/output.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::app {

namespace {

// So many lines are read at a glance; of more, only what deserves a look.
constexpr std::size_t few = 30;

std::string id_of_facility(const OrderedJson& stream)
{
    const auto& facility = stream["facility"];
    return facility.is_null() ? std::string() : facility["id"].get<std::string>();
}

/// `first_scan` as people read it.
std::string state_of(const OrderedJson& stream)
{
    auto state = stream["state"].get<std::string>();
    std::ranges::replace(state, '_', ' ');
    return state;
}

/// Of the streams that have no line of their own.
class Rest
{
  public:
    void add(const OrderedJson& stream)
    {
        facilities_.insert(id_of_facility(stream));
        ++states_[state_of(stream)];
        const auto& lag = stream["lag_seconds"];
        if (lag.is_number()) oldest_ = std::max(oldest_, lag.get<std::int64_t>());
    }

    void print() const
    {
        if (states_.empty()) return;
        std::size_t streams = 0;
        std::string states;
        for (const auto& [state, count] : states_) {
            streams += count;
            states += fmt::format("{}{} {}", states.empty() ? "" : ", ", count, state);
        }
        fmt::print(
            "and {} streams of {} facilit{}: {}; the oldest success was {} ago (`status --all` lists them)\n",
            streams, facilities_.size(), facilities_.size() == 1 ? "y" : "ies", states,
            core::format_duration(std::chrono::seconds(oldest_)));
    }

  private:
    std::set<std::string> facilities_;
    std::map<std::string, std::size_t> states_;
    std::int64_t oldest_ = 0;
};

}  // namespace

void print_streams(const OrderedJson& streams, bool all)
{
    Table table({"facility", "stream", "state", "last success", "lag", "next poll", "note"});
    Rest rest;
    std::string before;
    std::size_t lines = 0;
    for (const auto& stream : streams) {
        const auto facility = id_of_facility(stream);
        const bool calm = stream["state"] == "ok" && stream["note"].is_null();
        if (!all && streams.size() > few && !facility.empty() && (calm || lines >= few)) {
            rest.add(stream);
            continue;
        }
        ++lines;
        auto row = cells(
            stream, {"facility", "name", "state", "last_success_at", "lag_seconds", "next_poll_at", "note"});
        row[0] = facility.empty() || facility == before ? "" : stream["facility"]["name"].get<std::string>();
        row[2] = state_of(stream);
        const auto& lag = stream["lag_seconds"];
        if (lag.is_number()) row[4] = core::format_duration(std::chrono::seconds(lag.get<std::int64_t>()));
        before = facility;
        table.add(std::move(row));
    }
    print_table(table, "no stream is polled yet");
    rest.print();
}

void print_subscribers(const OrderedJson& subscribers)
{
    Table table(
        {"subscriber", "state", "pending", "dead", "oldest", "last success", "failing since", "reason"});
    for (const auto& subscriber : subscribers) {
        table.add(cells(subscriber, {"name", "state", "pending", "dead", "oldest_at", "last_success_at",
                                     "failing_since", "reason"}));
    }
    print_table(table, "no subscribers are configured");
}

}  // namespace webhookd::app
