#pragma once
// What one poll changes: computed from what it saw and what is remembered, and written in one transaction
// with its sync log row (failure-catalogue.md 2). evaluate() only reads, so a dry run is evaluate() without
// apply(). The entities are written one after another: those of a first scan of 100,000 rows would fill the
// memory.

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "webhookd/core/operational.hpp"
#include "webhookd/openboxes/stream.hpp"
#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// One finished scan and everything needed to judge it. A value: it is handed to the writer's thread.
struct PollInput
{
    openboxes::StreamInfo stream;
    store::StreamRecord record;  ///< as it was when the scan began
    store::PollRecord log;       ///< filled but for changes and events
    bool baseline = false;
    bool full = false;     ///< every row was read; the next reconciliation counts from here
    bool glimpse = false;  ///< only a part of what an ordinary poll reads, which is due as before
    openboxes::Sightings seen;
    std::vector<std::string> absent;  ///< ids that were asked for by name and are not there
    /// Why a human must look before any of it is believed, though the rows are good; empty: nothing.
    std::string doubt{};
    core::RuleSettings rules;
    bool emit_on_first_run = false;
    std::size_t storm_limit = 0;
    core::Origin origin;
    core::Timestamp now;
    std::optional<core::Duration> server_ahead;  ///< openboxes::Scan::server_ahead
    bool mostly_strangers = false;               ///< most of the rows were never seen before

    /// It found nothing: whatever comes of it beside a row of the sync log would come of the next one too.
    bool is_empty() const { return !baseline && seen.empty() && absent.empty(); }
};

struct PollEffect
{
    store::StreamRecord record;  ///< the stream afterwards, scan_no as expected by the fence
    store::PollRecord log;
    std::vector<core::Event> events;  ///< in the order they happened
    std::string forget_before;  ///< day before which adjustments of the stream are forgotten; empty: none
    bool newly_held = false;    ///< the poll is the first one of its stream to be held: tell of it
};

/// Told of each entity that changed, and whether it is open now. Null: nobody wants to know.
using Remember = std::function<void(const core::Snapshot&, bool open)>;

/// Diff and rules over what was seen. Emits nothing during a baseline (P2, F-20) unless asked to, nor for
/// products that were there before it (F-22). More events than `storm_limit`, and nobody decided about them
/// (store::StormHold), or a doubt and nobody decided: the effect holds no event and only a `held` log row,
/// and what `remember` was told must be forgotten.
PollEffect evaluate(store::EntityTable& entities, const PollInput& input, const Remember& remember);

/// What came of a poll.
struct Applied
{
    store::PollRecord log;
    std::vector<std::int64_t> woken;  ///< subscribers that got work
};

/// Evaluates a poll, writes what it changes and queues its events for the audience. Throws sqlite::Error, and
/// StaleScan when another commit of the stream came first (F-26): then nothing may be kept.
Applied apply(store::Tables& tables, const PollInput& input, const store::Audience& audience);

struct StaleScan : std::runtime_error
{
    StaleScan() : std::runtime_error("another poll of this stream was committed meanwhile") {}
};

}  // namespace webhookd::poll
