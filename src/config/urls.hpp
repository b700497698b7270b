#pragma once
// The syntax of URLs in the configuration, checked where line and column are known. Which addresses may be
// connected to is decided later, where names are resolved (the address policy of module http).

#include <optional>
#include <string>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// The base URL of an OpenBoxes server: no query; scheme and host in lower case, without default port and
/// trailing slash, so that one server has one spelling (it identifies the state file). Plain http beyond this
/// machine is warned about.
std::optional<std::string> source_url(const Value& value);

/// Where webhooks are sent: https, or http where `allow_http`.
std::optional<std::string> endpoint_url(const Value& value, bool allow_http);

/// `http://host:port`, or {url, username, password} where the proxy wants to know who asks.
std::optional<Proxy> proxy(const Value& value);

/// `ADDRESS:PORT` with an IPv4 address or an IPv6 one in brackets; an empty text is null-like: off.
std::optional<std::string> listen_address(const Value& value);
/// Whether what listen_address() read can be reached from other machines.
bool is_reachable_from_outside(const std::string& listen);

}  // namespace webhookd::config
