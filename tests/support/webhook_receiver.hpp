#pragma once
// A subscriber: an HTTP(S) server that verifies and records every webhook and answers by script. Lives on one
// io_context; OnThread<WebhookReceiver> (support/io_thread.hpp) gives whole-process tests one on its own
// thread.
//
//     WebhookReceiver receiver(io, {.secrets = {"whsec_…"}});
//     receiver.answer_next({503, 200});
//     co_await receiver.received(2);
//     EXPECT_THAT(receiver.ledger().problems(), IsEmpty());

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "simulator/http/test_http_server.hpp"
#include "support/notifier.hpp"
#include "support/webhook_ledger.hpp"

namespace webhookd::test {

struct ReceiverOptions
{
    std::vector<std::string> secrets{};  ///< `whsec_…` or `whpk_…`; none: every signature counts as bad
    ServerOptions server{};
    std::chrono::seconds tolerance = std::chrono::minutes(5);
    /// The clock against which webhook-timestamp is judged.
    std::function<std::chrono::sys_seconds()> now{};
    PayloadCheck payload_check = payload_problems;
};

class WebhookReceiver
{
  public:
    using Answering = std::function<Answer(const ReceivedWebhook&)>;

    explicit WebhookReceiver(asio::io_context& context, ReceiverOptions options = {});

    /// URL without a path; every path is accepted and recorded.
    std::string url() const { return server_.url(); }
    void stop();

    /// How requests are answered for which nothing is scripted; 204 unless set.
    void answer_with(Answering answering) { otherwise_ = std::move(answering); }

    /// Answers for the next requests, in order of arrival.
    void answer_next(const std::vector<int>& statuses);
    void answer_next(std::vector<Answer> answers);

    /// Answers for the next requests with this webhook-id; these go before answer_next().
    void answer_id(const std::string& id, std::vector<Answer> answers);

    /// From now on requests are recorded but not answered until release().
    void hold() { held_ = true; }
    void release();

    const WebhookLedger& ledger() const { return ledger_; }
    std::size_t in_flight() const { return in_flight_; }          ///< received and not answered yet
    std::size_t max_in_flight() const { return max_in_flight_; }  ///< the most there ever were
    TestHttpServer& server() { return server_; }

    /// Returns once `count` requests have arrived since the start.
    asio::awaitable<void> received(std::size_t count);

    /// Returns once the ledger satisfies `holds`; looked at after each arrival and each answer.
    asio::awaitable<void> until(std::function<bool(const WebhookLedger&)> holds);

  private:
    asio::awaitable<Answer> receive(Request request);
    ReceivedWebhook record(Request request) const;
    Answer choose_answer(const ReceivedWebhook& webhook);

    ReceiverOptions options_;
    Answering otherwise_;
    std::deque<Answer> next_;
    std::map<std::string, std::deque<Answer>> by_id_;
    WebhookLedger ledger_;
    std::size_t in_flight_ = 0;
    std::size_t max_in_flight_ = 0;
    bool held_ = false;
    Notifier notifier_;
    TestHttpServer server_;  // last: its sessions use all of the above
};

/// An answer with this status and an empty body.
Answer status_answer(int status);

/// An answer with `Retry-After: <value>`.
Answer retry_after_answer(int status, std::string value);

/// An answer that misbehaves in this manner (status 200 and a short body where the manner has one).
Answer misbehaving_answer(Manner manner);

}  // namespace webhookd::test
