// The status decides what an answer means; its headers add when to come back and where a redirect leads. What
// is kept of the body is cleared of what may be secret in the URL.

#include "delivery/webhook/classify.hpp"

#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "webhookd/core/printable.hpp"
#include "webhookd/core/retry.hpp"

namespace webhookd::delivery {

namespace {

constexpr std::size_t kept_answer_bytes = 2048;
/// So much more is looked at, so that the cut does not leave half a secret: as much as a URL may be long.
constexpr std::size_t longest_secret = 2048;

Result::Kind kind_of(int status, bool says_when)
{
    if (status >= 200 && status < 300) return Result::Kind::delivered;
    switch (status) {
        case 410:
            return Result::Kind::gone;
        case 413:
            // RFC 9110 15.5.14: with Retry-After the condition is temporary.
            return says_when ? Result::Kind::failed : Result::Kind::refused;
        case 415:
            return Result::Kind::refused;
        case 429:
            return Result::Kind::throttled;
        default:
            return Result::Kind::failed;
    }
}

/// A 4xx judges the delivery; a redirect, like a 5xx, would meet any. 429 says only "not now", 410 "no more".
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

/// Where a redirect leads; null when it is none or the location cannot be read.
std::optional<http::Url> find_redirect(int status, const http::Headers& headers, const http::Url& endpoint)
{
    const auto location = http::find_header(headers, "location");
    if (status < 300 || status >= 400 || !location) return std::nullopt;
    std::string text(*location);
    if (text.starts_with("//")) {
        text.insert(0, endpoint.tls ? "https:" : "http:");
    } else if (text.starts_with('/')) {
        text.insert(0, endpoint.origin());
    }
    auto url = http::Url::parse(text);
    return url ? std::optional(*std::move(url)) : std::nullopt;
}

std::string describe(int status, const std::optional<http::Url>& redirect)
{
    if (status == 410) return "answered 410: the endpoint wants no more webhooks";
    if (status < 300 || status >= 400) return fmt::format("answered {}", status);
    if (!redirect) return fmt::format("answered {}: redirects are not followed", status);
    return fmt::format(
        "answered {}: redirects are not followed; if it moved for good, set url to where it leads, at {}",
        status, redirect->shown());
}

std::optional<core::Duration> find_retry_after(const http::Headers& headers, core::Timestamp asked_at)
{
    const auto value = http::find_header(headers, "retry-after");
    if (!value) return std::nullopt;
    return core::retry_after(*value, http::find_header(headers, "date").value_or(""), asked_at);
}

/// What is kept of an answer. Error pages like to repeat the path that was asked for, or where they lead.
std::string kept_of(std::string body, const http::Url& endpoint, const std::optional<http::Url>& redirect)
{
    if (body.size() > kept_answer_bytes + longest_secret) body.resize(kept_answer_bytes + longest_secret);
    body = core::without_secrets_of(endpoint, std::move(body));
    if (redirect) body = core::without_secrets_of(*redirect, std::move(body));
    if (body.size() > kept_answer_bytes) body.resize(kept_answer_bytes);
    body.shrink_to_fit();
    return body;
}

Result classify_answer(http::Answer answer, const http::Url& endpoint, core::Timestamp asked_at)
{
    Result result;
    const auto when = find_retry_after(answer.headers, asked_at);
    const auto redirect = find_redirect(answer.status, answer.headers, endpoint);
    result.kind = kind_of(answer.status, when.has_value());
    result.evidence = evidence_of(answer.status);
    result.status = answer.status;
    const bool delivered = result.kind == Result::Kind::delivered;
    result.outcome = delivered ? "delivered" : "status";
    if (!delivered) {
        result.detail = describe(answer.status, redirect);
        result.retry_after = when;
        result.pauses_lane = when || asks_for_a_pause(answer.status);
    }
    result.answer = kept_of(std::move(answer.body), endpoint, redirect);
    return result;
}

std::string what_of(const std::exception_ptr& failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
        return "not enough memory";
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an unknown exception";
    }
}

}  // namespace

Result classify(http::Outcome outcome, const http::Url& endpoint, core::Timestamp asked_at)
{
    if (outcome) return classify_answer(std::move(*outcome), endpoint, asked_at);
    Result result;
    const bool stale = outcome.error().stale;
    result.kind = stale ? Result::Kind::unheard : Result::Kind::failed;
    result.evidence = stale ? Evidence::none : Evidence::ailing;
    result.outcome = http::to_string(outcome.error().kind);
    result.detail = core::without_secrets_of(endpoint, std::move(outcome.error().detail));
    if (stale) result.detail += ", on a connection that was kept and may have died; not counted";
    return result;
}

Result broken_off(const std::exception_ptr& failure, const http::Url& endpoint)
{
    Result result;
    result.kind = Result::Kind::broken_off;
    result.outcome = "internal";
    result.detail = "broke off on this side: " + core::without_secrets_of(endpoint, what_of(failure));
    return result;
}

Result without_body(const jq::NoResult& why)
{
    Result result;
    result.kind = why.lasting ? Result::Kind::failed : Result::Kind::broken_off;
    result.evidence = why.lasting ? Evidence::ailing : Evidence::none;
    result.outcome = "body";
    result.detail = "the body cannot be made: " + core::printable(why.reason);
    return result;
}

}  // namespace webhookd::delivery
