// A request gets the next answer scripted for its id, else the next of the common script, else the usual one;
// it is recorded before it is answered, so that a test may wait for it while the answer is held.

#include "support/webhook_receiver.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace webhookd::test {

namespace {

std::string text_at(const nlohmann::json& body, const char* pointer)
{
    nlohmann::json::json_pointer where(pointer);
    if (!body.is_object() || !body.contains(where) || !body.at(where).is_string()) return "";
    return body.at(where).get<std::string>();
}

std::chrono::sys_seconds system_now()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool is_complete(const Answer& answer)
{
    return answer.status / 100 == 2 && (answer.manner == Manner::normal || answer.manner == Manner::chunked ||
                                        answer.manner == Manner::drip || answer.manner == Manner::drip_head);
}

}  // namespace

WebhookReceiver::WebhookReceiver(asio::io_context& context, ReceiverOptions options)
    : options_(std::move(options)),
      otherwise_([](const ReceivedWebhook&) { return status_answer(204); }),
      ledger_(options_.payload_check),
      notifier_(context),
      server_(context,
              TestHttpServer::Handler([this](Request request) { return receive(std::move(request)); }),
              options_.server)
{
    if (!options_.now) options_.now = system_now;
}

void WebhookReceiver::stop()
{
    notifier_.close();
    server_.stop();
}

void WebhookReceiver::answer_next(const std::vector<int>& statuses)
{
    std::ranges::transform(statuses, std::back_inserter(next_), status_answer);
}

void WebhookReceiver::answer_next(std::vector<Answer> answers)
{
    std::ranges::move(answers, std::back_inserter(next_));
}

void WebhookReceiver::answer_id(const std::string& id, std::vector<Answer> answers)
{
    std::ranges::move(answers, std::back_inserter(by_id_[id]));
}

void WebhookReceiver::release()
{
    held_ = false;
    notifier_.notify();
}

asio::awaitable<void> WebhookReceiver::received(std::size_t count)
{
    return until([count](const WebhookLedger& ledger) { return ledger.size() >= count; });
}

asio::awaitable<void> WebhookReceiver::until(std::function<bool(const WebhookLedger&)> holds)
{
    return notifier_.wait_until([this, holds = std::move(holds)] { return holds(ledger_); });
}

asio::awaitable<Answer> WebhookReceiver::receive(Request request)
{
    auto webhook = record(std::move(request));
    auto answer = choose_answer(webhook);
    webhook.answered = answer.status;
    webhook.accepted = is_complete(answer);
    ledger_.add(std::move(webhook));
    max_in_flight_ = std::max(max_in_flight_, ++in_flight_);
    notifier_.notify();
    if (held_) co_await notifier_.wait_until([this] { return !held_; });
    --in_flight_;
    notifier_.notify();
    co_return answer;
}

ReceivedWebhook WebhookReceiver::record(Request request) const
{
    ReceivedWebhook webhook;
    webhook.number = ledger_.size() + 1;
    webhook.received_at = std::chrono::steady_clock::now();
    webhook.id = request.headers.get("webhook-id");
    webhook.signature = verify_webhook(options_.secrets, webhook.id, request.headers.get("webhook-timestamp"),
                                       request.headers.get("webhook-signature"), request.body, options_.now(),
                                       options_.tolerance);
    auto body = nlohmann::json::parse(request.body, nullptr, false);
    webhook.type = text_at(body, "/type");
    webhook.entity = text_at(body, "/data/id");
    webhook.detected_at = text_at(body, "/data/detected/at");
    webhook.request = std::move(request);
    return webhook;
}

Answer WebhookReceiver::choose_answer(const ReceivedWebhook& webhook)
{
    auto scripted = by_id_.find(webhook.id);
    auto* script = scripted != by_id_.end() && !scripted->second.empty() ? &scripted->second : &next_;
    if (script->empty()) return otherwise_(webhook);
    auto answer = std::move(script->front());
    script->pop_front();
    return answer;
}

Answer status_answer(int status)
{
    Answer answer;
    answer.status = status;
    return answer;
}

Answer retry_after_answer(int status, std::string value)
{
    auto answer = status_answer(status);
    answer.headers.add("Retry-After", std::move(value));
    return answer;
}

Answer misbehaving_answer(Manner manner)
{
    auto answer = json_answer(200, R"({"received":true})");
    answer.manner = manner;
    return answer;
}

}  // namespace webhookd::test
