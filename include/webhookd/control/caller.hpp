#pragma once
// Who asks the API for something.

#include <string>

namespace webhookd::control {

struct Caller
{
    std::string name;          ///< for people: `uid 0` at the control socket, `192.0.2.1 with the token`
    bool shows_token = false;  ///< is told URLs whole, whose path may be the secret of a receiver
};

}  // namespace webhookd::control
