// The body of the event with a fresh timestamp and fresh signatures.

#include "webhookd/delivery/webhook/endpoint.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "delivery/webhook/classify.hpp"

namespace webhookd::delivery {

namespace {

http::Request request_of(const WebhookSettings& settings, std::string event_id, core::Timestamp now,
                         Body body)
{
    auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    auto signature = core::signature_header(settings.keys, event_id, timestamp, body.bytes);
    http::Request request;
    request.method = "POST";
    request.url = settings.url;
    request.headers = std::move(body.headers);
    request.headers.reserve(request.headers.size() + settings.headers.size() + 3);
    request.headers.insert(request.headers.end(), settings.headers.begin(), settings.headers.end());
    request.headers.emplace_back("webhook-id", std::move(event_id));
    request.headers.emplace_back("webhook-timestamp", std::move(timestamp));
    request.headers.emplace_back("webhook-signature", std::move(signature));
    request.body = std::move(body.bytes);
    return request;
}

/// How long an attempt may take, `timeout`, and how much of the answer is read.
http::Limits answer_limits(core::Duration timeout)
{
    constexpr std::size_t read_bytes = std::size_t{64} * 1024;
    // For the log; what becomes of the delivery does not wait for it.
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
    : settings_(std::move(settings)),
      bodies_(executor, settings_.body, settings_.jq_executable),
      client_(executor, resolver, settings_.http, settings_.user_agent)
{
}

asio::awaitable<std::expected<Result, std::string>> WebhookEndpoint::send(Message message)
{
    const auto asked_at = message.now;
    std::exception_ptr failure;
    try {
        auto body = co_await bodies_.make(message.event_id, std::move(message.body));
        if (!body) co_return without_body(body.error());
        auto request = request_of(settings_, std::move(message.event_id), asked_at, std::move(*body));
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
