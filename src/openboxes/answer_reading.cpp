// From the surest sign to the least: redirect, status, encoding, content type, and only then the JSON itself,
// which may hold an error under a 200.

#include "openboxes/answer_reading.hpp"

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "webhookd/core/retry.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::openboxes {

namespace {

Reading failed(ApiErrorKind kind, int status, std::string detail)
{
    Reading reading;
    reading.error.kind = kind;
    reading.error.status = status;
    reading.error.detail = std::move(detail);
    return reading;
}

Reading failed(Reading::Kind how, ApiErrorKind kind, int status, std::string detail)
{
    auto reading = failed(kind, status, std::move(detail));
    reading.kind = how;
    return reading;
}

bool is_json_type(const http::Answer& answer)
{
    const auto header = http::find_header(answer.headers, "content-type").value_or("");
    const auto type = core::lower_case(core::trimmed(header.substr(0, header.find(';'))));
    return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

/// What the body is instead of JSON in UTF-8, which alone was asked for; empty when nothing says so.
std::string odd_encoding(const http::Answer& answer)
{
    const auto coding =
        core::lower_case(core::trimmed(http::find_header(answer.headers, "content-encoding").value_or("")));
    if (!coding.empty() && coding != "identity")
        return fmt::format("the body is encoded as {}, which was not asked for", core::one_line(coding));
    if (answer.body.starts_with("\x1f\x8b")) return "the body is gzip, which was not asked for";
    if (answer.body.starts_with("\xff\xfe") || answer.body.starts_with("\xfe\xff"))
        return "the body is UTF-16, where JSON is UTF-8";
    return {};
}

/// "500: message", or what there is to say instead.
std::string describe(const http::Answer& answer)
{
    std::string message;
    if (const auto json = JsonDocument::parse(answer.body)) message = error_message(json->root());
    if (message.empty() && !is_json_type(answer)) message = "a page instead of JSON";
    return message.empty() ? fmt::format("{}", answer.status) : fmt::format("{}: {}", answer.status, message);
}

/// The path of a Location header: no origin (a proxy may put an internal one there), no query, no
/// `;jsessionid`.
std::string location_path(std::string_view location)
{
    if (const auto scheme = location.find("://"); scheme != std::string_view::npos) {
        const auto slash = location.find('/', scheme + 3);
        location = slash == std::string_view::npos ? "/" : location.substr(slash);
    }
    return std::string(location.substr(0, location.find_first_of("?#;")));
}

Reading read_redirect(const http::Answer& answer)
{
    const auto path = location_path(http::find_header(answer.headers, "location").value_or(""));
    if (path.ends_with("/errors/handleUnauthorized") || path.ends_with("/auth/login")) {
        return failed(Reading::Kind::no_session, ApiErrorKind::login_refused, answer.status, "not logged in");
    }
    if (path.ends_with("/errors/handleForbidden"))
        return failed(ApiErrorKind::forbidden, answer.status, "the account's role does not permit it");
    if (path.ends_with("/dashboard/chooseLocation"))
        return failed(ApiErrorKind::bad_request, answer.status, "it needs a session with a location");
    return failed(
        ApiErrorKind::bad_answer, answer.status,
        fmt::format("{}: an unexpected redirect to {} (is openboxes.url the address of the API itself?)",
                    answer.status, core::one_line(path)));
}

/// A 404 of OpenBoxes itself is JSON, or for purchase orders a text that ends with JSON (openboxes-api.md 5);
/// any other one comes from a proxy or a server that is starting, and proves nothing about an entity.
bool is_own_not_found(const http::Answer& answer)
{
    const auto json = JsonDocument::parse(answer.body);
    if (json && json->root().is_object()) return true;
    const auto last = answer.body.find_last_not_of(" \r\n\t");
    return std::string_view(answer.body).substr(0, last + 1).ends_with(R"({"data":null})");
}

Reading read_not_found(const http::Answer& answer)
{
    if (is_own_not_found(answer)) return failed(ApiErrorKind::not_found, answer.status, describe(answer));
    return failed(ApiErrorKind::unreachable, answer.status,
                  "404 with a page that is not OpenBoxes' own (is openboxes.url right, and the server up?)");
}

std::optional<core::Duration> delay_of(const http::Answer& answer, core::Timestamp now)
{
    const auto value = http::find_header(answer.headers, "retry-after");
    if (!value) return std::nullopt;
    return core::retry_after(*value, http::find_header(answer.headers, "date").value_or(""), now);
}

Reading read_error_status(const http::Answer& answer, core::Timestamp now)
{
    const int status = answer.status;
    switch (status) {
        case 401:
            return failed(Reading::Kind::no_session, ApiErrorKind::login_refused, status, "not logged in");
        case 403:
            return failed(ApiErrorKind::forbidden, status, describe(answer));
        case 404:
            return read_not_found(answer);
        case 429: {
            auto reading =
                failed(Reading::Kind::limited, ApiErrorKind::rate_limited, status, describe(answer));
            reading.retry_after = delay_of(answer, now);
            return reading;
        }
        case 502:
        case 503:
        case 504: {
            auto reading =
                failed(Reading::Kind::passing, ApiErrorKind::unreachable, status, describe(answer));
            reading.retry_after = delay_of(answer, now);
            return reading;
        }
        default:
            break;
    }
    return failed(status >= 500 ? ApiErrorKind::server_error : ApiErrorKind::bad_request, status,
                  describe(answer));
}

/// The target of the first `rel="next"` of a Link header; empty when there is none.
std::string next_link(const http::Answer& answer)
{
    const auto header = http::find_header(answer.headers, "link").value_or("");
    for (auto rest = header; !rest.empty();) {
        const auto open = rest.find('<');
        const auto close = rest.find('>', open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        const auto end = rest.find(",", close);
        const auto parameters =
            core::lower_case(rest.substr(close, end == std::string_view::npos ? end : end - close));
        if (parameters.contains("rel=\"next\"") || parameters.contains("rel=next"))
            return std::string(rest.substr(open + 1, close - open - 1));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return {};
}

}  // namespace

std::string error_message(const JsonView& body)
{
    if (const auto message = find_text(body, "errorMessage")) return core::one_line(*message);
    std::string text;
    constexpr std::size_t enough = 1'000;
    for (const auto& message : body.find("errorMessages").value_or(JsonView()).elements()) {
        if (!message.text()) continue;
        if (text.size() > enough) break;
        if (!text.empty()) text += "; ";
        text += *message.text();
    }
    // An empty errorMessage beside a cause is what a NullPointerException leaves.
    if (text.empty()) text = find_text(body, "cause").value_or("");
    return core::one_line(text);
}

Reading read_answer(const http::Answer& answer, core::Timestamp now)
{
    if (answer.status >= 300 && answer.status < 400) return read_redirect(answer);
    if (answer.status != 200) return read_error_status(answer, now);
    if (const auto odd = odd_encoding(answer); !odd.empty())
        return failed(ApiErrorKind::bad_answer, 200, odd + " (a proxy on the way?)");
    if (!is_json_type(answer))
        return failed(Reading::Kind::page, ApiErrorKind::bad_answer, 200, "a page where JSON was expected");

    auto body = JsonDocument::parse(answer.body);
    if (!body) return failed(ApiErrorKind::bad_answer, 200, "JSON that cannot be parsed");
    const auto root = body->root();
    if (root.find("errorCode") && !root.find("data"))
        return failed(ApiErrorKind::bad_answer, 200, "200 with an error inside: " + error_message(root));
    if (!root.is_object() && !root.is_array())
        return failed(ApiErrorKind::bad_answer, 200, "JSON that is neither an object nor a list");

    Reading reading;
    reading.kind = Reading::Kind::answer;
    reading.body = std::move(*body);
    reading.next_link = next_link(answer);
    reading.server_time = core::parse_http_date(http::find_header(answer.headers, "date").value_or(""));
    return reading;
}

Reading read_failure(const http::Failure& failure)
{
    using Failure = http::FailureKind;
    auto detail = fmt::format("{}: {}", http::to_string(failure.kind), core::one_line(failure.detail));
    if (failure.kind == Failure::too_large) {
        detail += " (openboxes.max_answer_size; a smaller openboxes.page_size makes the answers shorter)";
        return failed(ApiErrorKind::bad_answer, 0, std::move(detail));
    }
    const bool passing = failure.kind == Failure::resolve || failure.kind == Failure::connect ||
                         failure.kind == Failure::reset || failure.kind == Failure::protocol;
    return failed(passing ? Reading::Kind::passing : Reading::Kind::failed, ApiErrorKind::unreachable, 0,
                  std::move(detail));
}

Reading read_text_answer(const http::Answer& answer, core::Timestamp now)
{
    if (answer.status != 200) return read_answer(answer, now);
    Reading reading;
    reading.kind = Reading::Kind::answer;
    return reading;
}

}  // namespace webhookd::openboxes
