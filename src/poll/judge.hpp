#pragma once
// What a poll means: judge() for each of its rows, conclude() for all of them together. Pure: what was
// remembered and what was seen go in, what to remember and what to tell come out. effect.hpp reads the one
// and writes the other.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/event.hpp"
#include "webhookd/openboxes/stream.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::poll {

/// By what a poll is judged, whatever its rows.
struct Terms
{
    openboxes::StreamInfo stream;
    store::StreamRecord record;  ///< as it was when the scan began
    store::PollRecord log;       ///< filled but for changes and events
    bool baseline = false;
    bool full = false;     ///< every row was read; the next reconciliation counts from here
    bool glimpse = false;  ///< only a part of what an ordinary poll reads, which is due as before
    /// Why a human must look before any of it is believed, though the rows are good; empty: nothing.
    std::string doubt{};
    std::shared_ptr<const core::Rulebook> rulebook = core::Rulebook::built_in();
    bool emit_on_first_run = false;
    std::size_t storm_limit = 0;  ///< 0: none
    core::Installation installation;
    core::Timestamp now;
    std::optional<core::Duration> server_ahead;  ///< openboxes::Scan::server_ahead
    bool mostly_strangers = false;               ///< most of the rows were never seen before
};

/// An entity as it is remembered from now on.
struct Change
{
    core::Snapshot entity;
    bool open = false;  ///< core::is_open

    friend bool operator==(const Change&, const Change&) = default;
};

/// What one row comes to.
struct Judgement
{
    std::vector<Change> changes;      ///< the entity, unless it is as it was; and its aliases
    std::vector<core::Event> events;  ///< in the order they happened
};

/// `known` is what was remembered of the row, under whichever of its ids. Tells nothing during a baseline
/// (P2, F-20) unless it is to emit on the first run, nor of what was there before it (F-22).
Judgement judge(const std::optional<core::Snapshot>& known, const core::Observation& seen,
                const Terms& terms);

/// Of an entity that was asked for by name and is not there: it is gone after the second time.
Change judge_absent(core::Snapshot known, const Terms& terms);

/// What all rows of a poll come to.
struct Findings
{
    std::int64_t changes = 0;
    std::vector<core::Event> events;                   ///< in the order they happened
    std::optional<core::Timestamp> newest_created_at;  ///< among the rows
};

/// More events than the limit, or a doubt: somebody is to decide about them (store::StormHold).
bool is_storm(const Findings& found, const Terms& terms);

/// What a poll changes beside its entities.
struct PollEffect
{
    bool held = false;           ///< none of the changes may be kept
    store::StreamRecord record;  ///< the stream afterwards, scan_no as expected by the fence
    store::PollRecord log;
    std::vector<core::Event> events{};     ///< to be told
    std::optional<core::Notice> notice{};  ///< it is the first poll of its stream to be held
    std::string forget_before{};  ///< day before which adjustments of the stream are forgotten; empty: none
};

/// A storm about which nobody decided is held: nothing of it is kept or told.
PollEffect conclude(Findings found, const Terms& terms);

}  // namespace webhookd::poll
