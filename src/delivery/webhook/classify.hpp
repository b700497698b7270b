#pragma once
// What an answer over HTTP means (standard-webhooks.md 8). Pure, so that every odd answer is one line of a
// test.

#include <exception>

#include "webhookd/core/url.hpp"
#include "webhookd/delivery/result.hpp"
#include "webhookd/http/message.hpp"
#include "webhookd/jq/program.hpp"

namespace webhookd::delivery {

/// `endpoint` was asked; what may be secret of its URL is in no text of the result. `asked_at`
/// dates an answer that carries no `Date` of its own.
Result classify(http::Outcome outcome, const http::Url& endpoint, core::Timestamp asked_at);

/// Of an attempt that `failure` ended, on this side.
Result broken_off(const std::exception_ptr& failure, const http::Url& endpoint);

/// Of an attempt whose body cannot be made: again as scheduled, by when the program may be another one. One
/// that never can be made stops the lane as an endpoint that never answers does.
Result without_body(const jq::NoResult& why);

}  // namespace webhookd::delivery
