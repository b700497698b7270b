#pragma once
// The outcome of an attempt as a label: one of a fixed set, whatever a subscriber answers.

#include <string_view>

#include "webhookd/store/records.hpp"

namespace webhookd::control {

/// `delivered`, `redirect`, `gone` (410), `throttled` (429), `client_error`, `server_error`, `odd_status`, or
/// the kind of failure without an answer: `timeout`, `connect`, … (http::to_string).
std::string_view outcome_label(const store::AttemptRecord& attempt);

}  // namespace webhookd::control
