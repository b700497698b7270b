#pragma once
// The POST of one attempt (architecture.md 3, standard-webhooks.md 1-6): the stored bytes, a fresh timestamp,
// fresh signatures.

#include <span>

#include "webhookd/core/signature.hpp"
#include "webhookd/delivery/lane.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::delivery {

/// The headers that are the same on every attempt: content type, then the subscriber's own without those that
/// this program sets itself.
http::Headers constant_headers(const http::Headers& own);

/// Takes the body; `constant` as made by constant_headers().
http::Request webhook_request(const http::Url& url, const http::Headers& constant,
                              std::span<const core::SigningKey> keys, std::string id, std::string body,
                              core::Timestamp now);

/// How long the attempt may take, `timeout`, and how much of the answer is read.
http::Limits answer_limits(core::Duration timeout);

}  // namespace webhookd::delivery
