#pragma once
// How one kind of list is read: what of a row is watched, and what an event about it shows.

#include <functional>
#include <string>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/json_view.hpp"

namespace webhookd::openboxes {

struct ObservedRow
{
    /// An empty id: the row has none. `object` stays null.
    core::Observation seen;
    /// False for a row that the server should not have listed (another facility, another type): counted, not
    /// used.
    bool wanted = true;
    std::string alarm;  ///< something a human should hear of; empty: nothing
};

/// Both functions are pure and never throw; `row` is one element of the list, possibly not even an object.
struct RowReader
{
    std::function<ObservedRow(const JsonView& row)> observe;
    std::function<OrderedJson(const JsonView& row)> object;
};

}  // namespace webhookd::openboxes
