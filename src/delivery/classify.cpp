#include "delivery/classify.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "webhookd/core/retry.hpp"

namespace webhookd::delivery {

namespace {

constexpr std::size_t kept_answer_bytes = 2048;
constexpr std::size_t kept_location_bytes = 200;

/// Header values come from strangers and end in logs and terminals.
std::string printable(std::string_view text, std::size_t limit)
{
    std::string result(text.substr(0, limit));
    std::ranges::replace_if(result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

Verdict verdict_of(int status, bool says_when)
{
    if (status >= 200 && status < 300) return Verdict::delivered;
    switch (status) {
        case 410:
            return Verdict::gone;
        case 413:
            // RFC 9110 15.5.14: with Retry-After the condition is temporary.
            return says_when ? Verdict::failed : Verdict::refused;
        case 415:
            return Verdict::refused;
        case 429:
            return Verdict::throttled;
        default:
            return Verdict::failed;
    }
}

Evidence evidence_of(int status)
{
    if (status >= 200 && status < 300) return Evidence::alive;
    if (status == 410 || status == 429) return Evidence::none;
    if (status >= 400 && status < 500 && status != 408) return Evidence::alive;
    return Evidence::ailing;
}

bool asks_for_a_pause(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

std::string describe(int status, const http::Headers& headers)
{
    if (status == 410) return "answered 410: the endpoint wants no more webhooks";
    if (status < 300 || status >= 400) return fmt::format("answered {}", status);
    const auto location = http::find_header(headers, "location");
    if (!location) return fmt::format("answered {}: redirects are not followed", status);
    return fmt::format("answered {}: redirects are not followed; if it moved for good, set url to {}", status,
                       printable(*location, kept_location_bytes));
}

std::optional<core::Duration> find_retry_after(const http::Headers& headers, core::Timestamp now)
{
    const auto value = http::find_header(headers, "retry-after");
    if (!value) return std::nullopt;
    return core::retry_after(*value, http::find_header(headers, "date").value_or(""), now);
}

Result classify_answer(http::Answer answer, core::Timestamp now)
{
    Result result;
    const auto when = find_retry_after(answer.headers, now);
    result.verdict = verdict_of(answer.status, when.has_value());
    result.evidence = evidence_of(answer.status);
    result.status = answer.status;
    const bool delivered = result.verdict == Verdict::delivered;
    result.outcome = delivered ? "delivered" : "status";
    if (!delivered) {
        result.detail = describe(answer.status, answer.headers);
        result.retry_after = when;
        result.pauses_lane = when || asks_for_a_pause(answer.status);
    }
    result.answer = std::move(answer.body);
    if (result.answer.size() > kept_answer_bytes) {
        result.answer.resize(kept_answer_bytes);
        result.answer.shrink_to_fit();
    }
    return result;
}

}  // namespace

Result classify(http::Outcome outcome, core::Timestamp now)
{
    if (outcome) return classify_answer(std::move(*outcome), now);
    Result result;
    result.evidence = Evidence::ailing;
    result.outcome = http::to_string(outcome.error().kind);
    result.detail = std::move(outcome.error().detail);
    return result;
}

}  // namespace webhookd::delivery
