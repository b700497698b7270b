#include "webhookd/poll/recipients.hpp"

namespace webhookd::poll {

std::vector<Recipient> recipients_of(const std::vector<Recipient>& all, std::string_view type,
                                     std::string_view body)
{
    std::vector<Recipient> chosen;
    Json data;  // parsed for the first subscriber that looks at the payload, once per event
    for (const auto& recipient : all) {
        if (data.is_null() && !recipient.matcher.where.fields.empty()) data = Json::parse(body).at("data");
        if (core::matches(recipient.matcher, type, data)) chosen.push_back(recipient);
    }
    return chosen;
}

}  // namespace webhookd::poll
