#pragma once
// One poll of one stream: read, then one commit. Every failure becomes a sync log row and a verdict; nothing
// but cancellation leaves it as an exception.

#include <memory>

#include "poll/stream_reader.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {

/// What all streams of one poller share.
struct PollContext
{
    store::Store& store;
    openboxes::Client& client;
    Listener& listener;
    Recipients recipients;  ///< of what is handed to the store from now on
    ReadContext read;
};

class StreamPoll
{
  public:
    StreamPoll(PollContext& context, std::unique_ptr<openboxes::Stream> stream);

    const openboxes::StreamInfo& info() const { return reader_.info(); }

    /// Polls once. `next_poll_at` is stored for `status`.
    asio::awaitable<PollVerdict> poll(core::Timestamp next_poll_at);

  private:
    asio::awaitable<PollVerdict> commit(PollInput input);
    asio::awaitable<PollVerdict> record_failure(ReadFailure failure);

    PollContext& context_;
    StreamReader reader_;
};

}  // namespace webhookd::poll
