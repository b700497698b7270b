// Adds events and deliveries through the tables of store::open_writer() in large transactions without
// syncing, and syncs the file once at the end; bodies are filled up to the wanted size.

#include "bench/rig/backlog.hpp"

#include <fmt/format.h>

#include "bench/rig/sync_file.hpp"
#include "store/opening.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::bench {

namespace {

constexpr std::size_t events_per_commit = 50'000;

std::string entity_id(const BacklogPlan& plan, std::size_t event)
{
    return fmt::format("ff80818100000000{:016x}", event % plan.entities);
}

core::Event make_event(const BacklogPlan& plan, std::size_t event, core::Timestamp at)
{
    return {.id = event_id(event),
            .type = std::string(core::event_type::stock_movement_shipped),
            .entity = "stock-movement:" + entity_id(plan, event),
            .body = event_body(plan, event),
            .occurred_at = at};
}

class Writing
{
  public:
    Writing(const std::string& path, const BacklogPlan& plan)
        : plan_(plan), tables_(store::open_writer({.path = path, .source = plan.source}))
    {
        // Nobody relies on this file yet.
        tables_->database->execute("PRAGMA synchronous = OFF");
        tables_->database->execute("PRAGMA cache_size = -400000");
        for (const auto& name : plan.subscribers) {
            ids_.push_back(tables_->subscribers.ensure(name));
            tables_->deliveries.rechain(ids_.back(), store::Chain::by_entity);
        }
    }

    void run()
    {
        for (std::size_t first = 0; first < plan_.events; first += events_per_commit) {
            sqlite::Transaction transaction(*tables_->database);
            const auto end = std::min(plan_.events, first + events_per_commit);
            for (auto event = first; event < end; ++event)
                add(event);
            transaction.commit();
            tables_->database->checkpoint(sqlite::Checkpoint::truncate);
        }
    }

  private:
    void add(std::size_t event)
    {
        const auto age = std::chrono::milliseconds(plan_.events - event);
        const auto at = std::chrono::floor<core::Duration>(began_) - age;
        const auto made = make_event(plan_, event, at);
        const auto seq = tables_->events.add(made, "stock-movements/outbound/1", at).value();
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            const auto share = plan_.share(event, i);
            if (share == Share::nothing) continue;
            tables_->deliveries.add(seq, ids_[i], at);
            if (share == Share::delivered) deliver(tables_->database->last_insert_rowid(), at);
        }
    }

    void deliver(std::int64_t delivery, core::Timestamp at)
    {
        store::AttemptRecord attempt;
        attempt.delivery_id = delivery;
        attempt.number = 1;
        attempt.started_at = at;
        attempt.duration = core::Duration(20);
        attempt.outcome = "delivered";
        attempt.status = 204;
        tables_->deliveries.add_attempt(attempt);
        tables_->deliveries.mark_delivered(delivery, at, at);
    }

    const BacklogPlan& plan_;
    std::unique_ptr<store::Tables> tables_;
    std::vector<std::int64_t> ids_;
    const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
};

}  // namespace

std::string event_id(std::size_t event)
{
    return core::event_id({"bench", std::to_string(event)});
}

std::string event_body(const BacklogPlan& plan, std::size_t event)
{
    core::EventData data;
    data.id = entity_id(plan, event);
    data.object["id"] = data.id;
    data.object["identifier"] = fmt::format("{:06}", event % plan.entities);
    data.object["status"] = "SHIPPED";
    data.object["description"] = "";
    data.previous["status"] = "PENDING";
    data.occurrence = static_cast<int>(event / plan.entities + 1);
    data.source = plan.source;
    const auto type = core::event_type::stock_movement_shipped;
    const auto size = core::envelope(type, core::Timestamp{}, data).size();
    data.object["description"] = std::string(plan.body_bytes - std::min(plan.body_bytes, size), '.');
    return core::envelope(type, core::Timestamp{}, data);
}

void write_backlog(const std::string& path, const BacklogPlan& plan)
{
    Writing(path, plan).run();
    sync_file(path);
}

}  // namespace webhookd::bench
