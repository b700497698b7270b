// Tables of special networks; the first that holds the address decides. An IPv4 address inside an IPv6 one is
// judged as what it is.

#include "webhookd/http/address_policy.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

namespace webhookd::http {

namespace {

namespace ip = boost::asio::ip;

/// Who may connect there: `local` nets are opened by allow_private, `never` ones are not.
enum class Reach
{
    local,
    never
};

struct Block
{
    std::string_view network;  ///< address/prefix length
    Reach reach;
    std::string_view phrase;
};

// IANA IPv4 Special-Purpose Address Registry, and the metadata services that live on ordinary addresses.
constexpr std::array blocks_v4 = {
    Block{"168.63.129.16/32", Reach::never, "metadata (Azure)"},
    Block{"100.100.100.200/32", Reach::never, "metadata (Alibaba Cloud)"},
    Block{"0.0.0.0/8", Reach::never, "unspecified"},
    Block{"10.0.0.0/8", Reach::local, "private"},
    Block{"100.64.0.0/10", Reach::local, "carrier-grade NAT"},
    Block{"127.0.0.0/8", Reach::local, "loopback"},
    Block{"169.254.0.0/16", Reach::never, "link-local (metadata)"},
    Block{"172.16.0.0/12", Reach::local, "private"},
    Block{"192.0.0.0/24", Reach::never, "reserved"},
    Block{"192.0.2.0/24", Reach::never, "reserved (documentation)"},
    Block{"192.31.196.0/24", Reach::never, "reserved (AS112)"},
    Block{"192.52.193.0/24", Reach::never, "reserved (AMT)"},
    Block{"192.88.99.0/24", Reach::never, "6to4 relay"},
    Block{"192.168.0.0/16", Reach::local, "private"},
    Block{"192.175.48.0/24", Reach::never, "reserved (AS112)"},
    Block{"198.18.0.0/15", Reach::never, "reserved (benchmarks)"},
    Block{"198.51.100.0/24", Reach::never, "reserved (documentation)"},
    Block{"203.0.113.0/24", Reach::never, "reserved (documentation)"},
    Block{"224.0.0.0/4", Reach::never, "multicast"},
    Block{"240.0.0.0/4", Reach::never, "reserved"},
};

// Only 2000::/3 is global unicast; these are exceptions inside it and names for what lies outside.
constexpr std::array blocks_v6 = {
    Block{"fd00:ec2::/32", Reach::never, "metadata (AWS)"},
    Block{"fd20:ce::/32", Reach::never, "metadata (Google Cloud)"},
    Block{"fd00:42::42/128", Reach::never, "metadata (Scaleway)"},
    Block{"fd00:c1::/32", Reach::never, "metadata (Oracle Cloud)"},
    Block{"::/128", Reach::never, "unspecified"},
    Block{"::1/128", Reach::local, "loopback"},
    Block{"64:ff9b::/96", Reach::never, "NAT64"},
    Block{"64:ff9b:1::/48", Reach::never, "NAT64"},
    Block{"fc00::/7", Reach::local, "unique local"},
    Block{"fe80::/10", Reach::never, "link-local"},
    Block{"fec0::/10", Reach::never, "site-local"},
    Block{"ff00::/8", Reach::never, "multicast"},
    Block{"2001::/32", Reach::never, "Teredo"},
    Block{"2001::/23", Reach::never, "reserved"},
    Block{"2001:db8::/32", Reach::never, "reserved (documentation)"},
    Block{"2002::/16", Reach::never, "6to4"},
    Block{"3fff::/20", Reach::never, "reserved (documentation)"},
    Block{"2620:4f:8000::/48", Reach::never, "reserved (AS112)"},
};

using Bytes = ip::address_v6::bytes_type;

struct Network
{
    Bytes bytes;
    unsigned bits;
    Reach reach;
    std::string_view phrase;
};

bool contains(const Network& network, const Bytes& address)
{
    const auto whole = network.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, network.bytes.begin())) return false;
    const auto rest = network.bits % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<unsigned char>(0xff00U >> rest);
    return (address[whole] & mask) == (network.bytes[whole] & mask);
}

Bytes widen(const ip::address& address)
{
    if (address.is_v6()) return address.to_v6().to_bytes();
    Bytes bytes{};
    std::ranges::copy(address.to_v4().to_bytes(), bytes.begin());
    return bytes;
}

std::vector<Network> read(std::span<const Block> blocks)
{
    std::vector<Network> networks;
    for (const auto& block : blocks) {
        const auto slash = block.network.find('/');
        const auto address = ip::make_address(std::string(block.network.substr(0, slash)));
        const auto bits = std::stoul(std::string(block.network.substr(slash + 1)));
        networks.push_back({widen(address), static_cast<unsigned>(bits), block.reach, block.phrase});
    }
    return networks;
}

std::optional<std::string> refusal_in(const std::vector<Network>& networks, AddressPolicy policy,
                                      const Bytes& address)
{
    for (const auto& network : networks) {
        if (!contains(network, address)) continue;
        if (network.reach == Reach::local && policy == AddressPolicy::allow_private) return std::nullopt;
        return std::string(network.phrase);
    }
    return std::nullopt;
}

std::optional<std::string> refusal_v4(AddressPolicy policy, const ip::address_v4& address)
{
    static const auto networks = read(blocks_v4);
    return refusal_in(networks, policy, widen(address));
}

bool is_global_unicast(const Bytes& bytes)
{
    return (bytes[0] & 0xe0U) == 0x20U;
}

/// The IPv4 address inside ::ffff:a.b.c.d, ::a.b.c.d, ::ffff:0:a.b.c.d and the ISATAP forms, which operating
/// systems or tunnels turn into IPv4 traffic to it.
std::optional<ip::address_v4> embedded_v4(const Bytes& bytes)
{
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr std::array<unsigned char, 12> translated{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0};
    constexpr std::array<unsigned char, 12> compatible{};
    const std::span prefix(bytes.data(), 12);
    const bool isatap = (bytes[8] & 0xfdU) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    const bool wraps = isatap || std::ranges::equal(prefix, mapped) ||
                       std::ranges::equal(prefix, translated) || std::ranges::equal(prefix, compatible);
    if (!wraps) return std::nullopt;
    return ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

std::optional<std::string> refusal_v6(AddressPolicy policy, const ip::address_v6& address)
{
    static const auto networks = read(blocks_v6);
    if (address.is_unspecified()) return "unspecified";
    if (address.scope_id() != 0) return "an IPv6 address with a zone";
    const auto bytes = address.to_bytes();
    const auto inner = address.is_loopback() ? std::nullopt : embedded_v4(bytes);
    if (inner) {
        const auto phrase = refusal_v4(policy, *inner);
        if (phrase) return fmt::format("{} ({}) inside IPv6", *phrase, inner->to_string());
        if (address.is_v4_mapped()) return std::nullopt;
    }
    if (auto phrase = refusal_in(networks, policy, bytes)) return phrase;
    const bool opened =
        policy == AddressPolicy::allow_private && (address.is_loopback() || (bytes[0] & 0xfeU) == 0xfcU);
    if (!is_global_unicast(bytes) && !opened) return "reserved";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> refusal(AddressPolicy policy, const boost::asio::ip::address& address)
{
    if (policy == AddressPolicy::any) return std::nullopt;
    return address.is_v4() ? refusal_v4(policy, address.to_v4()) : refusal_v6(policy, address.to_v6());
}

std::optional<std::string> refusal(AddressPolicy policy,
                                   const std::vector<boost::asio::ip::address>& addresses)
{
    for (const auto& address : addresses) {
        if (auto phrase = refusal(policy, address))
            return fmt::format("{} is {}", address.to_string(), *phrase);
    }
    return std::nullopt;
}

}  // namespace webhookd::http
