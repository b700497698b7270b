#pragma once
// How a command ends when it cannot do what was asked: one sentence for stderr and the exit status.

#include <stdexcept>
#include <string>

namespace webhookd::app {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

class CommandError : public std::runtime_error
{
  public:
    CommandError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
    int status() const { return status_; }

  private:
    int status_;
};

}  // namespace webhookd::app
