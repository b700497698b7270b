#pragma once
// One poll of one stream: read, then one commit. Every failure becomes a sync log row and a verdict; nothing
// but cancellation leaves it as an exception.

#include <memory>

#include "poll/poll_requests.hpp"
#include "poll/stream_reader.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {

/// What all streams of one poller share.
struct PollContext
{
    store::Store& store;
    openboxes::Client& client;
    Listener& listener;
    ReadContext read;
};

class StreamPoll
{
  public:
    StreamPoll(const asio::any_io_executor& executor, PollContext& context,
               std::unique_ptr<openboxes::Stream> stream);

    const openboxes::StreamInfo& info() const { return reader_.info(); }

    /// Polls once. `next_poll_at` is stored for `status`.
    asio::awaitable<PollVerdict> poll(core::Timestamp next_poll_at);

    PollRequests& requests() { return requests_; }

  private:
    asio::awaitable<PollVerdict> read_and_commit(core::Timestamp next_poll_at);
    void report(const store::PollRecord& poll);
    asio::awaitable<PollVerdict> commit(PollInput input);
    asio::awaitable<PollVerdict> record_failure(ReadFailure failure);

    PollContext& context_;
    StreamReader reader_;
    PollRequests requests_;
    store::PollRecord last_poll_;
};

}  // namespace webhookd::poll
