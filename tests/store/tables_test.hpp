#pragma once
// What the store's tests share: a store on the test's io_context, tables without a writer, builders with
// defaults.

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "store/opening.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::store {

inline const std::string test_source = "https://openboxes.example.org/openboxes";

/// Minute `minutes` of the test's day.
inline Timestamp at(int minutes)
{
    return Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 6 / 2)) + std::chrono::minutes(minutes);
}

inline core::Event an_event(std::string id, std::string entity = "product:1",
                            std::string type = "product.created")
{
    return {.id = std::move(id),
            .type = std::move(type),
            .entity = std::move(entity),
            .body = R"({"type":"test"})",
            .occurred_at = at(0)};
}

inline AttemptRecord an_attempt(std::int64_t delivery_id, int number = 1)
{
    return {.id = 0,
            .delivery_id = delivery_id,
            .number = number,
            .started_at = at(0),
            .duration = core::Duration(12),
            .outcome = "status",
            .status = 503,
            .detail = "503 Service Unavailable",
            .answer = "busy",
            .probe = false};
}

/// Tables over one writing connection: what can be tested without coroutines.
class TablesTest : public ::testing::Test
{
  protected:
    TablesTest()
    {
        // These tests are not about power loss, and an fsync per statement would make them slow.
        tables_->database->execute("PRAGMA synchronous = OFF");
    }

    /// An event with one delivery, due at once; returns the delivery's id.
    std::int64_t a_delivery(const std::string& event_id, std::int64_t subscriber,
                            Chain chain = Chain::by_entity, const std::string& entity = "product:1",
                            Timestamp created_at = at(0))
    {
        const auto seq = tables_->events.add(an_event(event_id, entity), "products", created_at).value();
        tables_->deliveries.rechain(subscriber, chain);
        tables_->deliveries.add(seq, subscriber, created_at);
        return delivery_of(event_id, subscriber);
    }

    std::int64_t delivery_of(const std::string& event_id, std::int64_t subscriber)
    {
        DeliveryFilter filter;
        filter.event_id = event_id;
        for (const auto& delivery : tables_->deliveries.list(filter))
            if (delivery.subscriber_id == subscriber) return delivery.id;
        return 0;
    }

    DeliveryState state_of(std::int64_t delivery_id)
    {
        return tables_->deliveries.find(delivery_id).value().state;
    }

    test::TempDir directory_;
    std::string path_ = directory_ / "state.db";
    std::unique_ptr<Tables> tables_ = open_writer({.path = path_, .source = test_source});
};

}  // namespace webhookd::store
