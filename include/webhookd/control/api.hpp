#pragma once
// The HTTP+JSON API of the daemon (docs/openapi.yaml), free of any transport: the control socket and the TCP
// listener answer through the same object. GET only reads; every other method changes something. Reading
// needs no daemon: read() gives the same answers over a state file that nobody writes.

#include <functional>
#include <memory>

#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/control/view.hpp"
#include "webhookd/http/server.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::control {

/// What the API cannot do by itself; `app` wires it to the modules that can. Called on the io_context thread.
struct Actions
{
    std::function<Live()> live;
    /// Both act on a configured subscriber, return when stored, and throw std::runtime_error when that
    /// failed.
    std::function<asio::awaitable<void>(std::string subscriber, std::string reason)> pause;
    std::function<asio::awaitable<void>(std::string subscriber)> resume;
    /// These subscribers have new work.
    std::function<void(std::vector<std::int64_t> subscriber_ids)> wake;
    std::function<std::vector<std::string>()> stream_names;
    /// Polls a stream now; null when it is polled no more.
    std::function<asio::awaitable<std::optional<store::PollRecord>>(std::string stream)> poll_now;
    /// Something was commanded, and this is how it ended.
    std::function<void(const store::ActionRecord& action)> acted;
};

/// Who asks for something.
struct Caller
{
    std::string name;          ///< for people: `uid 0` at the control socket, `192.0.2.1 with the token`
    bool shows_token = false;  ///< is told URLs whole, whose path may be the secret of a receiver
};

class Api
{
  public:
    /// Everything passed by reference outlives the API.
    Api(store::Store& store, async::Clock& clock, async::Random& random, Configured configured,
        Actions actions);
    ~Api();

    /// An attempt of this delivery was recorded; a ping may wait for it.
    void note_attempt(std::int64_t delivery_id);

    /// After a reload.
    void reconfigure(Configured configured);

    /// Answers a request: 2xx with a JSON document, else `{"error": "…"}`. Throws only when cancelled.
    asio::awaitable<http::ServerAnswer> answer(http::ServerRequest request, Caller caller);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Answers a GET from a view; any other method is refused. Throws nothing.
http::ServerAnswer read(const View& view, const http::ServerRequest& request);

}  // namespace webhookd::control
