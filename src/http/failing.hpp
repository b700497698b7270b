#pragma once
// The short way to fail.

#include <expected>
#include <string>
#include <utility>

#include "webhookd/http/message.hpp"

namespace webhookd::http {

inline std::unexpected<Failure> fail(FailureKind kind, std::string detail)
{
    return std::unexpected(Failure{kind, std::move(detail)});
}

}  // namespace webhookd::http
