#pragma once
// A job of OpenBoxes gives products, orders and transactions their code or number seconds after they were
// made (openboxes-api.md 3). What would be told of them is left to the next poll until they have it, for a
// bounded time. Nothing but the beginning of the wait is remembered, so a restart makes it longer and loses
// nothing.

#include <map>
#include <string>

#include "webhookd/poll/poller.hpp"

namespace webhookd::poll {

class IdentifierWait
{
  public:
    /// What is passed outlives this. `settings` may change.
    IdentifierWait(store::Tables& tables, async::Clock& clock, const PollerSettings& settings)
        : tables_(tables), clock_(clock), settings_(settings)
    {
    }

    /// Takes those out of the news that wait.
    void keep_back(core::EntityKind kind, openboxes::Sightings& news);

  private:
    bool waits(core::EntityKind kind, const core::Observation& seen);

    store::Tables& tables_;
    async::Clock& clock_;
    const PollerSettings& settings_;
    std::map<std::string, async::SteadyTime> since_;
};

}  // namespace webhookd::poll
