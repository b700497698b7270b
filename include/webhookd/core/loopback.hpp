#pragma once

#include <string_view>

namespace webhookd::core {

/// Whether the host of a URL is this machine: `localhost`, a name below it, or a loopback address.
inline bool is_loopback(std::string_view host)
{
    const bool ipv4 =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
    return ipv4 || host == "::1" || host == "localhost" || host.ends_with(".localhost");
}

}  // namespace webhookd::core
