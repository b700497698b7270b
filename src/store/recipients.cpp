// Asks every recipient's matcher; the payload is parsed only for one with a `where`, and once per event.

#include "webhookd/store/recipients.hpp"

#include "webhookd/store/tables.hpp"

namespace webhookd::store {
namespace {

// In the place of the stream of an event that no poll found.
constexpr std::string_view no_stream = "webhookd";

std::vector<Recipient> who_wants(const core::Event& event, const std::vector<Recipient>& all)
{
    std::vector<Recipient> chosen;
    Json data;  // parsed for the first subscriber that looks at the payload, once per event
    for (const auto& recipient : all) {
        if (data.is_null() && !recipient.matcher.where.fields.empty())
            data = Json::parse(event.body).at("data");
        if (core::matches(recipient.matcher, event.type, data)) chosen.push_back(recipient);
    }
    return chosen;
}

std::vector<std::int64_t> store_and_queue(Tables& tables, const core::Event& event, std::string_view stream,
                                          const std::vector<Recipient>& wanting, Timestamp now)
{
    std::vector<std::int64_t> queued;
    const auto seq = tables.events.add(event, stream, now);
    if (!seq) return queued;
    for (const auto& recipient : wanting) {
        tables.deliveries.add(*seq, recipient.subscriber_id, now);
        queued.push_back(recipient.subscriber_id);
    }
    return queued;
}

}  // namespace

std::vector<std::int64_t> post(Tables& tables, const core::Event& event, std::string_view stream,
                               const Recipients& recipients, Timestamp now)
{
    return store_and_queue(tables, event, stream, who_wants(event, *recipients), now);
}

std::vector<std::int64_t> tell(Tables& tables, const core::Notice& notice, const Audience& audience)
{
    const auto event = core::operational_event(audience.installation, notice);
    const auto wanting = who_wants(event, *audience.recipients);
    if (wanting.empty()) return {};
    return store_and_queue(tables, event, no_stream, wanting, notice.at);
}

}  // namespace webhookd::store
