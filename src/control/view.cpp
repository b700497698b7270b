// Finding by name, in lists as the configuration and the lanes have them.

#include "webhookd/control/view.hpp"

#include <algorithm>

namespace webhookd::control {

namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name)
{
    const auto found = std::ranges::find(all, name, &Named::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

const ConfiguredSubscriber* Configured::find(std::string_view name) const
{
    return find_named(subscribers, name);
}

const LiveLane* Live::find(std::string_view name) const
{
    return find_named(lanes, name);
}

const core::PolledFeed* Live::find_feed(std::string_view name) const
{
    return find_named(feeds, name);
}

}  // namespace webhookd::control
