#pragma once
// What an answer means: for its delivery, for the lane, and as evidence about the endpoint
// (standard-webhooks.md 8). Pure, so that every odd answer is one line of a test.

#include <exception>
#include <optional>
#include <string>

#include "webhookd/core/time.hpp"
#include "webhookd/http/message.hpp"
#include "webhookd/http/url.hpp"

namespace webhookd::delivery {

/// What becomes of the delivery.
enum class Verdict
{
    delivered,   ///< 2xx
    failed,      ///< tried again as scheduled
    unheard,     ///< its connection had died, as far as anybody can tell: again, on a new one, not counted
    broken_off,  ///< by an exception of this program: again as scheduled, and no news of the endpoint
    throttled,   ///< 429: tried again later, not counted as an attempt
    refused,     ///< 413, 415: this delivery will never be accepted
    gone,        ///< 410: the endpoint wants no more; the lane is held, the delivery kept
};

/// What the answer says about the endpoint as a whole, whichever delivery it was.
enum class Evidence
{
    alive,   ///< it answers: 2xx, and 4xx that judge the delivery
    ailing,  ///< no usable answer, 5xx, 408, or a redirect (all deliveries would get it)
    none,    ///< 429 says only "not now", 410 only "no more"; a dead connection and an exception nothing
};

struct Result
{
    Verdict verdict = Verdict::failed;
    Evidence evidence = Evidence::none;
    std::string outcome;  ///< as AttemptRecord::outcome
    std::optional<int> status;
    std::string detail;        ///< printable, for people
    std::string answer;        ///< first 2 KiB of the answer's body
    bool pauses_lane = false;  ///< 429, 502, 503, 504, or any failure with Retry-After
    std::optional<core::Duration> retry_after;
};

/// `endpoint` was asked; what may be secret of its URL is in no text of the result. `now` dates an answer
/// that carries no `Date` of its own.
Result classify(http::Outcome outcome, const http::Url& endpoint, core::Timestamp now);

/// Of an attempt that `failure` ended, on this side.
Result broken_off(const std::exception_ptr& failure, const http::Url& endpoint);

}  // namespace webhookd::delivery
