// Headers that never change are made once per lane; an attempt adds the id, its time and its signatures.

#include "delivery/webhook/request.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace webhookd::delivery {

namespace {

bool is_ours(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> ours{
        "content-type",      "user-agent", "webhook-id",     "webhook-timestamp",
        "webhook-signature", "host",       "content-length", "connection"};
    return std::ranges::any_of(ours, [name](std::string_view our) { return http::same_name(our, name); });
}

}  // namespace

http::Headers constant_headers(const http::Headers& own)
{
    http::Headers headers{{"content-type", "application/json"}};
    for (const auto& header : own) {
        if (!is_ours(header.first)) headers.push_back(header);
    }
    return headers;
}

http::Request webhook_request(const http::Url& url, const http::Headers& constant,
                              std::span<const core::SigningKey> keys, std::string id, std::string body,
                              core::Timestamp now)
{
    auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    auto signature = core::signature_header(keys, id, timestamp, body);
    http::Request request;
    request.method = "POST";
    request.url = url;
    request.headers.reserve(constant.size() + 3);
    request.headers = constant;
    request.headers.emplace_back("webhook-id", std::move(id));
    request.headers.emplace_back("webhook-timestamp", std::move(timestamp));
    request.headers.emplace_back("webhook-signature", std::move(signature));
    request.body = std::move(body);
    return request;
}

http::Limits answer_limits(core::Duration timeout)
{
    constexpr std::size_t read_bytes = std::size_t{64} * 1024;
    // For the log; the verdict does not wait for it.
    constexpr core::Duration patience{1000};
    http::Limits limits;
    limits.timeout = timeout;
    limits.max_body_bytes = read_bytes;
    limits.body_patience = patience;
    return limits;
}

}  // namespace webhookd::delivery
