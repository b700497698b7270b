// Each webhook is judged when it is added, against what arrived before it; the questions read the
// list of all.

#include "support/webhook_ledger.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace webhookd::test {

void WebhookLedger::add(ReceivedWebhook webhook)
{
    check(webhook);
    all_.push_back(std::move(webhook));
}

void WebhookLedger::check(const ReceivedWebhook& webhook)
{
    if (!webhook.signature.ok)
        problems_.push_back(fmt::format("{}: signature: {}", webhook.id, webhook.signature.reason));
    auto [known, first] = bodies_.emplace(webhook.id, webhook.request.body);
    if (!first && known->second != webhook.request.body)
        problems_.push_back(fmt::format("{}: repeated with another body", webhook.id));
    if (first && payload_check_ != nullptr) {
        for (const auto& problem : payload_check_(webhook.request.body))
            problems_.push_back(fmt::format("{}: {}", webhook.id, problem));
    }
    if (!webhook.accepted || std::ranges::find(accepted_, webhook.id) != accepted_.end()) return;
    accepted_.push_back(webhook.id);
    // RFC 3339 texts in UTC compare as the instants do, but for a fraction, which sorts before the `Z`.
    auto instant = webhook.detected_at.substr(0, webhook.detected_at.find_first_of(".Z"));
    auto& last = last_detected_[webhook.entity];
    if (!webhook.entity.empty() && instant < last)
        problems_.push_back(
            fmt::format("{}: accepted after a later event of {}", webhook.id, webhook.entity));
    last = std::max(last, instant);
}

std::vector<std::string> WebhookLedger::ids(std::string_view type) const
{
    std::vector<std::string> ids;
    for (const auto& webhook : all_) {
        bool wanted = type.empty() || webhook.type == type;
        if (wanted && std::ranges::find(ids, webhook.id) == ids.end()) ids.push_back(webhook.id);
    }
    return ids;
}

std::vector<std::string> WebhookLedger::accepted_ids() const
{
    return accepted_;
}

std::size_t WebhookLedger::count(std::string_view id) const
{
    return static_cast<std::size_t>(std::ranges::count(all_, id, &ReceivedWebhook::id));
}

std::vector<std::string> WebhookLedger::accepted_types(std::string_view entity) const
{
    std::vector<std::string> types;
    for (const auto& id : accepted_) {
        auto found = std::ranges::find(all_, id, &ReceivedWebhook::id);
        if (found->entity == entity) types.push_back(found->type);
    }
    return types;
}

}  // namespace webhookd::test
