#pragma once
// Events: what a subscriber receives (architecture.md 3). An event is made once, in the poll that saw its
// cause; its bytes are stored and sent unchanged on every attempt.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// Names of the event types that are built in, as they stand in `type`, in configurations and in the store.
namespace event_type {
inline constexpr std::string_view product_created = "product.created";
inline constexpr std::string_view stock_movement_shipped = "stockMovement.shipped";
inline constexpr std::string_view stock_movement_received = "stockMovement.received";
inline constexpr std::string_view purchase_order_approved = "purchaseOrder.approved";
inline constexpr std::string_view inventory_adjusted = "inventory.adjusted";
inline constexpr std::string_view ping = "webhookd.ping";
inline constexpr std::string_view subscriber_held = "webhookd.subscriberHeld";
inline constexpr std::string_view subscriber_recovered = "webhookd.subscriberRecovered";
inline constexpr std::string_view delivery_dead = "webhookd.deliveryDead";
inline constexpr std::string_view source_unreachable = "webhookd.sourceUnreachable";
inline constexpr std::string_view source_recovered = "webhookd.sourceRecovered";
inline constexpr std::string_view poll_held = "webhookd.pollHeld";
inline constexpr std::string_view scan_failing = "webhookd.scanFailing";
inline constexpr std::string_view scan_recovered = "webhookd.scanRecovered";
inline constexpr std::string_view polling_late = "webhookd.pollingLate";
inline constexpr std::string_view polling_caught_up = "webhookd.pollingCaughtUp";
}  // namespace event_type

/// Operational events (`webhookd.*`) are about the daemon, never about OpenBoxes, and never cause further
/// ones (docs/operational-events.md). One is made in the transaction that stores its cause, so that a crash
/// neither loses nor repeats it (P1).
bool is_operational(std::string_view type);

/// An event ready to be stored.
struct Event
{
    std::string id;      ///< `evt_…`, the webhook-id (P3)
    std::string type;    ///< a type of the rulebook
    std::string entity;  ///< `<kind>:<id>`: events of one entity are delivered in order (P4)
    std::string body;    ///< the exact bytes of the POST
    Timestamp occurred_at;
};

/// What goes into the envelope besides `type` and `timestamp`.
struct EventData
{
    std::string id;  ///< of the entity
    OrderedJson object;
    OrderedJson previous;  ///< the watched fields that changed; null for a new entity
    int occurrence = 1;
    bool inferred = false;
    std::string source;  ///< base URL of the OpenBoxes server
    std::optional<Timestamp>
        detected_after;  ///< the previous good poll of the stream; null when there was none
    Timestamp detected_at;
};

/// The body: compact JSON, UTF-8, keys in the order of architecture.md 3. Bytes that are not UTF-8 are
/// replaced.
std::string envelope(std::string_view type, Timestamp occurred_at, const EventData& data);

/// `evt_` + lower-case base32 (RFC 4648, no padding) of the first 160 bits of SHA-256 over the parts, each
/// preceded by its length as 8 bytes, big-endian. Same parts, same id (P3).
std::string event_id(const std::vector<std::string_view>& parts);

/// The installation that events come from: parts of every id that is not random.
struct Installation
{
    std::string source;  ///< base URL of the OpenBoxes server
    std::string epoch;   ///< random id made with the state file (architecture.md 3 "state epoch")
};

/// Something that happened to the daemon, as it is told.
struct Notice
{
    std::string_view type;  ///< one of event_type, operational
    std::string_view kind;  ///< of the subject; events about one `kind`:`id` are delivered in order
    std::string id;         ///< of the subject: `data.id`
    OrderedJson object;     ///< `data.object`: documented, stable keys
    OrderedJson previous;   ///< null, or what of `object` was different before
    Timestamp at;           ///< part of the id: the same instant is the same event (P3)
};

/// The event that `subscribers ping` and `init` send to one subscriber. `id` is random: a ping is like no
/// other.
Event ping_event(const std::string& source, const std::string& id, const std::string& subscriber,
                 Timestamp now);

Event operational_event(const Installation& from, const Notice& notice);

}  // namespace webhookd::core
