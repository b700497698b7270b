// The stored bytes with a fresh timestamp and fresh signatures. Headers that never change are chosen once; an
// attempt adds its own.

#include "webhookd/delivery/webhook/endpoint.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

#include "delivery/webhook/classify.hpp"

namespace webhookd::delivery {

namespace {

bool is_ours(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> ours{
        "content-type",      "user-agent", "webhook-id",     "webhook-timestamp",
        "webhook-signature", "host",       "content-length", "connection"};
    return std::ranges::any_of(ours, [name](std::string_view our) { return http::same_name(our, name); });
}

/// Those that are the same on every attempt.
WebhookSettings with_constant_headers(WebhookSettings settings)
{
    std::erase_if(settings.headers, [](const auto& header) { return is_ours(header.first); });
    settings.headers.emplace(settings.headers.begin(), "content-type", "application/json");
    return settings;
}

http::Request request_of(const WebhookSettings& settings, Message message)
{
    auto timestamp =
        std::to_string(std::chrono::floor<std::chrono::seconds>(message.now).time_since_epoch().count());
    auto signature = core::signature_header(settings.keys, message.event_id, timestamp, message.body);
    http::Request request;
    request.method = "POST";
    request.url = settings.url;
    request.headers.reserve(settings.headers.size() + 3);
    request.headers = settings.headers;
    request.headers.emplace_back("webhook-id", std::move(message.event_id));
    request.headers.emplace_back("webhook-timestamp", std::move(timestamp));
    request.headers.emplace_back("webhook-signature", std::move(signature));
    request.body = std::move(message.body);
    return request;
}

/// How long an attempt may take, `timeout`, and how much of the answer is read.
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

}  // namespace

WebhookEndpoint::WebhookEndpoint(const asio::any_io_executor& executor, async::Resolver& resolver,
                                 WebhookSettings settings)
    : settings_(with_constant_headers(std::move(settings))),
      client_(executor, resolver, settings_.http, settings_.user_agent)
{
}

asio::awaitable<std::expected<Result, std::string>> WebhookEndpoint::send(Message message)
{
    const auto asked_at = message.now;
    std::exception_ptr failure;
    try {
        auto request = request_of(settings_, std::move(message));
        auto outcome = co_await client_.send(std::move(request), answer_limits(settings_.timeout));
        if (!outcome && outcome.error().kind == http::FailureKind::local)
            co_return std::unexpected(std::move(outcome.error().detail));
        co_return classify(std::move(outcome), settings_.url, asked_at);
    } catch (...) {
        failure = std::current_exception();
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(failure);
    co_return broken_off(failure, settings_.url);
}

}  // namespace webhookd::delivery
