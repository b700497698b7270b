// One commit holds the facilities, the record of their pseudo-stream and the row of the sync log; an empty
// list where some were known counts as a failure.

#include "poll/facility_list.hpp"

#include "poll/schedule.hpp"
#include "webhookd/store/facilities.hpp"

namespace webhookd::poll {

std::vector<openboxes::Facility> remembered_facilities(store::Tables& tables)
{
    std::vector<openboxes::Facility> facilities;
    for (auto& [id, name] : store::load_facilities(tables.streams))
        facilities.push_back({.id = std::move(id), .name = std::move(name)});
    return facilities;
}

asio::awaitable<openboxes::ApiResult<std::vector<openboxes::Facility>>> list_and_remember(
    PollContext& context, core::Duration again, core::Duration retry)
{
    const std::string name(facilities_stream);
    auto record = context.store.read().streams.load(name);
    store::PollRecord log;
    log.stream = name;
    log.reach = "full";
    log.began_at = context.read.clock.now();

    auto listed = co_await openboxes::list_facilities(context.client, context.read.settings.source);
    log.requests = listed ? listed->requests : listed.error().requests;
    if (listed && listed->facilities.empty() && !remembered_facilities(context.store.read()).empty()) {
        openboxes::ApiError error;
        error.kind = openboxes::ApiErrorKind::bad_answer;
        error.detail = "the server lists no facility where it listed some before";
        listed = std::unexpected(std::move(error));
    }

    log.ended_at = context.read.clock.now();
    record.next_poll_at = log.ended_at + (listed ? again : retry);
    std::vector<store::Facility> remembered;
    if (listed) {
        for (const auto& facility : listed->facilities)
            remembered.push_back({.id = facility.id, .name = facility.name});
        log.rows = static_cast<std::int64_t>(listed->facilities.size());
        record.last_full_at = log.ended_at;
    } else {
        log.outcome = store::PollOutcome::failed;
        log.error = std::string(openboxes::to_string(listed.error().kind)) + ": " + listed.error().detail;
    }
    note_listing(record, log);
    const bool good = listed.has_value();
    const auto written = co_await context.store.write([record, log, good, remembered](store::Tables& tables) {
        tables.streams.put(record, record.scan_no);
        tables.polls.add(log);
        if (good) store::put_facilities(tables.streams, remembered);
    });
    if (!written) log.error += " (and the state file could not be written: " + written.error().message + ")";
    context.listener.on_poll(log);
    if (!listed) co_return std::unexpected(std::move(listed.error()));
    co_return std::move(listed->facilities);
}

}  // namespace webhookd::poll
