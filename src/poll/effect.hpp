#pragma once
// What one poll changes: judged by judge.hpp from what it saw and what is remembered, and written in one
// transaction with its sync log row (failure-catalogue.md 2). judge_all() only reads, so a dry run is that
// without apply(). The entities are written one after another: those of a first scan of 100,000 rows would
// fill the memory.

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "poll/judge.hpp"
#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// One finished scan and everything needed to judge it. A value: it is handed to the writer's thread.
struct PollInput
{
    Terms terms;
    openboxes::Sightings seen;
    std::vector<std::string> absent;  ///< ids that were asked for by name and are not there

    /// It found nothing: whatever comes of it beside a row of the sync log would come of the next one too.
    bool is_empty() const { return !terms.baseline && seen.empty() && absent.empty(); }
};

/// Judges every row and everybody who is absent. `remember` is told of each entity that changed, null:
/// nobody wants to know; should the poll be held, it must be forgotten.
Findings judge_all(store::EntityTable& entities, const PollInput& input,
                   const std::function<void(const Change&)>& remember = {});

/// What came of a poll.
struct Applied
{
    store::PollRecord log;
    std::vector<std::int64_t> woken;  ///< subscribers that got work
};

/// Judges a poll, writes what it changes and queues its events for the audience. Throws what the tables
/// throw, and StaleScan when another commit of the stream came first (F-26): then nothing may be kept.
Applied apply(store::Tables& tables, const PollInput& input, const store::Audience& audience);

struct StaleScan : std::runtime_error
{
    StaleScan() : std::runtime_error("another poll of this stream was committed meanwhile") {}
};

}  // namespace webhookd::poll
