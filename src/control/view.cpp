#include "webhookd/control/view.hpp"

#include <algorithm>

namespace webhookd::control {

const ConfiguredSubscriber* Configured::find(std::string_view name) const
{
    const auto found = std::ranges::find(subscribers, name, &ConfiguredSubscriber::name);
    return found == subscribers.end() ? nullptr : &*found;
}

const LiveLane* Live::find(std::string_view name) const
{
    const auto found = std::ranges::find(lanes, name, &LiveLane::name);
    return found == lanes.end() ? nullptr : &*found;
}

}  // namespace webhookd::control
