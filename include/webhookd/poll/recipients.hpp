#pragma once
// Who gets an event: decided in the transaction that stores it, so that an event and its deliveries are one
// commit.

#include <cstdint>
#include <memory>
#include <vector>

#include "webhookd/core/matching.hpp"

namespace webhookd::poll {

struct Recipient
{
    std::int64_t subscriber_id = 0;
    core::Matcher matcher;
};

/// Shared with the writer's thread, hence immutable; a reload replaces the whole list.
using Recipients = std::shared_ptr<const std::vector<Recipient>>;

/// The recipients of an event whose body is `body`, in the order of the list.
std::vector<Recipient> recipients_of(const std::vector<Recipient>& all, std::string_view type,
                                     std::string_view body);

}  // namespace webhookd::poll
