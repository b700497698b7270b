#pragma once
// How often the lists of OpenBoxes are read: the section `polling:` of the configuration.

#include <optional>

#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// There is no need to be fresher than this. Null is `auto`: as fresh as the budget allows; zero is `off`:
/// not polled.
using PollInterval = std::optional<Duration>;

struct Polling
{
    PollInterval products;
    PollInterval stock_movements;
    PollInterval purchase_orders;
    PollInterval inventory;
    bool feeds = true;  ///< `auto` or `off`; lists that see all facilities at once say where to look
    Duration reconcile{86'400'000};  ///< full certified scan of every stream; never zero

    friend bool operator==(const Polling&, const Polling&) = default;
};

}  // namespace webhookd::core
