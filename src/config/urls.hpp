#pragma once
// The syntax of URLs in the configuration, checked where line and column are known. Which addresses may be
// connected to is decided later, where names are resolved (the address policy of module http).

#include <optional>
#include <string>
#include <vector>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// The base URL of an OpenBoxes server: no query; scheme and host in lower case, without default port and
/// trailing slash, so that one server has one spelling (it identifies the state file). Plain http beyond this
/// machine is warned about.
std::optional<std::string> source_url(const Value& value);

/// Where webhooks are sent. Of a change it tells the server alone: some receivers keep the path secret.
struct EndpointUrl
{
    std::optional<std::string> operator()(const Value& value) const;
    static std::vector<std::string> changes_of(const std::string& key, const std::string& before,
                                               const std::string& after);
};

/// `http://host:port`, or {url, username, password} where the proxy wants to know who asks.
std::optional<core::Proxy> proxy(const Value& value);

/// `ADDRESS:PORT` with an IPv4 address or an IPv6 one in brackets; an empty text is null-like: off.
std::optional<std::string> listen_address(const Value& value);
/// Whether what listen_address() read can be reached from other machines.
bool is_reachable_from_outside(const std::string& listen);

}  // namespace webhookd::config
