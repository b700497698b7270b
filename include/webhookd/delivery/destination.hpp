#pragma once
// Where a lane sends: a message in, a result out. How a message is sent and what an answer means is known
// only behind this door; when, how often and how many at a time is the lane's business.

#include <expected>
#include <string>

#include "webhookd/async/asio.hpp"
#include "webhookd/delivery/result.hpp"

namespace webhookd::delivery {

struct Message
{
    std::string event_id;
    std::string body;
    core::Timestamp now;  ///< when this attempt begins
};

class Destination
{
  public:
    virtual ~Destination() = default;

    /// One attempt, over within a time of the destination's own. The error says why nothing could be sent for
    /// a reason of this machine. Throws only when cancelled: what another exception ends is this attempt
    /// (Result::Kind::broken_off), and neither the lane nor the program.
    virtual asio::awaitable<std::expected<Result, std::string>> send(Message message) = 0;

    /// The same for destinations of which one's trouble is the other's. May be secret.
    virtual std::string address() const = 0;
};

}  // namespace webhookd::delivery
