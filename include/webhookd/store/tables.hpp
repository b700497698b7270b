#pragma once
// All tables over one connection, as one source sees them: what is said of streams, facts, entities, events
// and polls is said of that one; subscribers and their deliveries are everybody's. The same classes serve the
// writer and the readers; a read-only connection refuses the writing functions.

#include <memory>

#include "webhookd/store/action_table.hpp"
#include "webhookd/store/delivery_table.hpp"
#include "webhookd/store/entity_table.hpp"
#include "webhookd/store/event_table.hpp"
#include "webhookd/store/poll_table.hpp"
#include "webhookd/store/sqlite/transaction.hpp"
#include "webhookd/store/stream_table.hpp"
#include "webhookd/store/subscriber_table.hpp"

namespace webhookd::store {

struct Tables
{
    Tables(std::unique_ptr<sqlite::Database> connection, Source whose);

    /// Of the state file.
    std::string path() const { return database->path(); }
    /// Begins a part of the write under way, which is undone unless it is release()d.
    sqlite::Savepoint savepoint() { return sqlite::Savepoint(*database); }

    std::unique_ptr<sqlite::Database> database;
    Source source;
    StreamTable streams;
    EntityTable entities;
    EventTable events;
    DeliveryTable deliveries;
    SubscriberTable subscribers;
    PollTable polls;
    ActionTable actions;
};

}  // namespace webhookd::store
