#pragma once
// The handlers of the reading routes.

#include "control/arguments.hpp"
#include "webhookd/control/view.hpp"

namespace webhookd::control {

OrderedJson read_status(const View& view, const Arguments& arguments);
/// The part of it that is about the polled lists.
OrderedJson read_streams(const View& view, const Arguments& arguments);
OrderedJson read_subscribers(const View& view, const Arguments& arguments);
/// The sync log.
OrderedJson read_polls(const View& view, const Arguments& arguments);
/// What there is to subscribe to.
OrderedJson read_event_types(const View& view, const Arguments& arguments);
/// What was commanded.
OrderedJson read_audit(const View& view, const Arguments& arguments);
OrderedJson read_events(const View& view, const Arguments& arguments);
/// One event with its body, its deliveries and their attempts.
OrderedJson read_event(const View& view, const Arguments& arguments);
OrderedJson read_deliveries(const View& view, const Arguments& arguments);

}  // namespace webhookd::control
