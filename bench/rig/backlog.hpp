#pragma once
// State files with a past: events and deliveries as the daemon itself would have left them, written through
// its own store, but in a few large transactions.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace webhookd::bench {

/// What a subscriber has of an event.
enum class Share
{
    nothing,
    delivered,
    waiting
};

struct BacklogPlan
{
    std::string source;  ///< URL of the OpenBoxes that the file belongs to
    std::vector<std::string> subscribers;
    std::size_t events = 0;
    std::size_t entities = 1;  ///< events take turns among them
    std::size_t body_bytes = 1024;
    /// By the numbers of event and subscriber, from 0.
    std::function<Share(std::size_t event, std::size_t subscriber)> share;
};

/// Writes the state file `path`, which does not exist yet.
void write_backlog(const std::string& path, const BacklogPlan& plan);

/// The bodies that write_backlog() gives its events.
std::string event_body(const BacklogPlan& plan, std::size_t event);
std::string event_id(std::size_t event);

}  // namespace webhookd::bench
