#pragma once
// What a webhook receiver saw, and what was wrong with it: ids whose bodies differ (P3), bad signatures, an
// entity's events out of order (P4), bodies that break the schema of their type. A plain value; the receiver
// fills it, tests ask it.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/http/http_message.hpp"
#include "support/payload_check.hpp"
#include "support/webhook_signature.hpp"

namespace webhookd::test {

struct ReceivedWebhook
{
    std::uint64_t number = 0;  ///< 1 for the first arrival
    Request request{};
    std::string id{};           ///< webhook-id
    std::string type{};         ///< `type` of the body, empty when the body is not JSON
    std::string entity{};       ///< `data.id` of the body
    std::string detected_at{};  ///< `data.detected.at` of the body
    SignatureCheck signature{};
    std::chrono::steady_clock::time_point received_at{};
    int answered = 0;       ///< the status that was answered
    bool accepted = false;  ///< answered with a complete 2xx
};

class WebhookLedger
{
  public:
    /// Without a check bodies are not held against the schema of their type.
    explicit WebhookLedger(PayloadCheck payload_check = payload_problems) : payload_check_(payload_check) {}

    void add(ReceivedWebhook webhook);

    /// Every request in the order of arrival.
    const std::vector<ReceivedWebhook>& all() const { return all_; }
    std::size_t size() const { return all_.size(); }

    /// Distinct ids in the order of their first arrival, of one type when given.
    std::vector<std::string> ids(std::string_view type = "") const;

    /// Distinct ids that were accepted, in the order of their first acceptance.
    std::vector<std::string> accepted_ids() const;

    /// How often this id arrived.
    std::size_t count(std::string_view id) const;

    /// The types of the accepted webhooks of one entity, each id once, in the order of their acceptance.
    std::vector<std::string> accepted_types(std::string_view entity) const;

    /// One sentence per promise broken; empty when all is well.
    const std::vector<std::string>& problems() const { return problems_; }

  private:
    void check(const ReceivedWebhook& webhook);

    PayloadCheck payload_check_;
    std::vector<ReceivedWebhook> all_;
    std::map<std::string, std::string> bodies_;         // by id, as first seen
    std::map<std::string, std::string> last_detected_;  // by entity, of the last first-accepted webhook
    std::vector<std::string> accepted_;
    std::vector<std::string> problems_;
};

}  // namespace webhookd::test
