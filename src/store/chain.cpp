// The rules, the words and numbers by which chains are stored, and rechain(), which links anew what is
// unfinished when a subscriber's ordering changes.

#include "store/chain.hpp"

#include <algorithm>
#include <vector>

#include "store/delivery_parts.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::store {

namespace {

/// Spreads consecutive numbers over all 64 bits.
constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15U;

struct Unfinished
{
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    SourceId source;
    std::string entity;
};

}  // namespace

std::string_view to_string(Chain chain)
{
    switch (chain) {
        case Chain::by_entity:
            return "entity";
        case Chain::none:
            return "none";
        case Chain::whole_lane:
            return "strict";
    }
    return {};
}

std::optional<Chain> find_chain(std::string_view name)
{
    for (const auto chain : {Chain::by_entity, Chain::none, Chain::whole_lane})
        if (to_string(chain) == name) return chain;
    return std::nullopt;
}

std::optional<std::int64_t> chain_key(Chain chain, SourceId source, std::string_view entity)
{
    switch (chain) {
        case Chain::by_entity:
            return static_cast<std::int64_t>(core::stable_hash(entity) +
                                             golden_ratio * static_cast<std::uint64_t>(source.value));
        case Chain::none:
            return std::nullopt;
        case Chain::whole_lane:
            return 0;
    }
    return std::nullopt;
}

DeliveryState state_behind(const std::optional<Link>& first, std::int64_t event_seq)
{
    return first && first->event_seq < event_seq ? DeliveryState::waiting : DeliveryState::pending;
}

Timestamp due_when_held_back(const Link& first, Timestamp now)
{
    return std::max(first.due_at, now + std::chrono::milliseconds(1));
}

bool was_held_back(const Link& link, Timestamp sent_at)
{
    return link.waiting && link.due_at > sent_at;
}

Timestamp due_when_released(const Link& link, Timestamp now)
{
    return link.tried ? link.due_at : std::min(link.due_at, now);
}

std::optional<std::int64_t> DeliveryTable::find_chain_key(std::int64_t event_seq, std::int64_t subscriber_id)
{
    auto row = sql_->find_subject.query(subscriber_id, event_seq);
    if (!row.next()) return std::nullopt;
    return chain_key(find_chain(row.get<std::string_view>(0)).value_or(Chain::by_entity),
                     SourceId(row.get<std::int64_t>(1)), row.get<std::string_view>(2));
}

void DeliveryTable::rechain(std::int64_t subscriber_id, Chain chain)
{
    {
        auto row = sql_->find_ordering.query(subscriber_id);
        if (!row.next() || row.get<std::string_view>(0) == to_string(chain)) return;
    }
    sql_->put_ordering.execute(subscriber_id, to_string(chain));

    // In the order of events, so that every predecessor is linked anew before its successors look for it.
    std::int64_t last_seq = 0;
    std::vector<Unfinished> page;
    do {
        page.clear();
        for (auto row = sql_->unfinished_page.query(subscriber_id, last_seq); row.next();)
            page.push_back({row.get<std::int64_t>(0), row.get<std::int64_t>(1),
                            SourceId(row.get<std::int64_t>(2)), row.get<std::string>(3)});
        for (const auto& delivery : page) {
            const auto key = chain_key(chain, delivery.source, delivery.entity);
            const auto state = state_behind(find_first(subscriber_id, key), delivery.event_seq);
            sql_->relink.execute(delivery.id, key, to_string(state));
            last_seq = delivery.event_seq;
        }
    } while (!page.empty());
}

}  // namespace webhookd::store
