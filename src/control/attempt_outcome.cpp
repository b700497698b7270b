// Statuses are gathered into a few classes, so that no answer can make a series of its own.

#include "control/attempt_outcome.hpp"

namespace webhookd::control {

namespace {

std::string_view status_label(int status)
{
    if (status == 410) return "gone";
    if (status == 429) return "throttled";
    if (status >= 300 && status < 400) return "redirect";
    if (status >= 400 && status < 500) return "client_error";
    if (status >= 500 && status < 600) return "server_error";
    return "odd_status";
}

}  // namespace

std::string_view outcome_label(const store::AttemptRecord& attempt)
{
    if (attempt.outcome == "status") return status_label(attempt.status.value_or(0));
    return attempt.outcome;
}

}  // namespace webhookd::control
