#pragma once
// Which addresses may be connected to (SSRF protection). Applied to resolved addresses, after every look-up
// and before every new connection; exactly the vetted address is then connected to, so DNS rebinding cannot
// win.

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace webhookd::http {

enum class AddressPolicy
{
    public_only,    ///< no loopback, private, link-local, CGNAT, multicast, reserved, ULA; nor any of them
                    ///< wrapped in IPv6 (mapped, NAT64, 6to4)
    allow_private,  ///< private nets and loopback too, but never link-local, metadata, multicast or reserved
                    ///< ones
    any,            ///< OpenBoxes itself: the administrator's own server, wherever it is
};

/// Null when the address may be connected to; else a phrase for the log ("loopback", "link-local
/// (metadata)").
std::optional<std::string> refusal(AddressPolicy policy, const boost::asio::ip::address& address);

/// Vets a whole answer: one refused address refuses all of them (a mixed answer is an attack or a mistake).
std::optional<std::string> refusal(AddressPolicy policy,
                                   const std::vector<boost::asio::ip::address>& addresses);

}  // namespace webhookd::http
