#pragma once
// What a reload changes, in words for people, sorted by who acts on it: a part without words has nothing to
// do, so nothing changes silently and nothing is applied unsaid. No word tells a secret, nor the path of a
// subscriber's URL, which some receivers keep secret.

#include <string>
#include <vector>

#include "webhookd/config/config.hpp"

namespace webhookd::config {

struct SubscriberDifference
{
    enum class Kind
    {
        added,
        changed,
        removed
    };

    std::string name;
    Kind kind = Kind::changed;
    std::vector<std::string> changes;  ///< when changed

    friend bool operator==(const SubscriberDifference&, const SubscriberDifference&) = default;
};

struct Differences
{
    std::vector<std::string> restart;  ///< what the daemon is bound to while it runs
    std::vector<std::string> polling;  ///< openboxes, polling, detection
    std::vector<std::string> upkeep;   ///< store.retention, control.token, log
    std::vector<SubscriberDifference> subscribers;

    /// One line each, as the log tells them: `polling.products: 1m -> 30s`, `subscriber crm added`,
    /// `subscriber erp: secret rotated (2 keys, was 1)`.
    std::vector<std::string> texts() const;
};

/// Removed subscribers first, then those of `after` in its order.
Differences differences(const Config& before, const Config& after);

}  // namespace webhookd::config
