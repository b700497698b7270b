#pragma once
// Why a request is not answered with what it asked for: an HTTP status and one sentence.

#include <stdexcept>
#include <string>
#include <utility>

#include "webhookd/http/message.hpp"

namespace webhookd::control {

class Refusal : public std::runtime_error
{
  public:
    Refusal(int status, const std::string& message, http::Headers headers = {})
        : std::runtime_error(message), status_(status), message_(message), headers_(std::move(headers))
    {
    }
    int status() const { return status_; }
    /// Whole: what() ends at a zero byte, which the name of a parameter can begin with.
    const std::string& message() const { return message_; }
    const http::Headers& headers() const { return headers_; }

  private:
    int status_;
    std::string message_;
    http::Headers headers_;
};

}  // namespace webhookd::control
