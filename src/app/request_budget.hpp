#pragma once
// The request budget of a configuration.

#include "webhookd/config/config.hpp"
#include "webhookd/core/request_budget.hpp"

namespace webhookd::app {

/// With the number of facilities where the configuration names them, and with feeds where it does not switch
/// them off; whether this server and account have them, only asking tells.
core::RequestBudget request_budget(const config::Config& config);

}  // namespace webhookd::app
