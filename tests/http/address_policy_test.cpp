// The SSRF table: whatever a URL or a DNS answer may write for an address that webhooks must not reach.
#include "webhookd/http/address_policy.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/property.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::http {
namespace {

namespace ip = boost::asio::ip;

constexpr auto accepted = "accepted";

std::string verdict(AddressPolicy policy, const std::string& address)
{
    return refusal(policy, ip::make_address(address)).value_or(accepted);
}

/// What becomes of a URL before any look-up: refused by the parser, or by the policy when its host is an
/// address.
std::string verdict_of_url(const std::string& text)
{
    const auto url = Url::parse(text);
    if (!url) return "url: " + url.error();
    boost::system::error_code no_literal;
    const auto address = ip::make_address(url->host, no_literal);
    return no_literal ? "looked up" : refusal(AddressPolicy::public_only, address).value_or(accepted);
}

TEST(AddressPolicy, RefusesEveryAddressThatIsNotPublic)
{
    const std::vector<std::string> refused = {
        // IPv4: this network, loopback, private, CGNAT, link-local, metadata
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "127.1.2.3",
        "127.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        // IPv4: documentation, benchmarks, relays, multicast, reserved, broadcast
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "198.18.0.1",
        "198.19.255.255",
        "192.88.99.1",
        "192.0.0.8",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        // IPv6 of its own
        "::",
        "::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd12:3456:789a::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:20::1",
        "5f00::1",
        "4000::1",
        "e000::1",
        "2620:4f:8000::1",
        "fd20:ce::254",
        // IPv4 inside IPv6
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0.0.0.0",
        "::127.0.0.1",
        "::7f00:1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2a00:1450::5efe:7f00:1",
        "2a00:1450::200:5efe:c0a8:101",
    };
    EXPECT_GE(refused.size(), 60U);
    for (const auto& address : refused)
        EXPECT_NE(verdict(AddressPolicy::public_only, address), accepted) << address;
}

TEST(AddressPolicy, AcceptsPublicAddresses)
{
    for (const std::string address :
         {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
          "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0",
          "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700:4700::1111",
          "2a00:1450:4001:80b::200e", "2001:4860:4860::8888", "::ffff:8.8.8.8"}) {
        EXPECT_EQ(verdict(AddressPolicy::public_only, address), accepted) << address;
    }
}

TEST(AddressPolicy, EveryUrlSpellingOfAForbiddenAddressIsRefused)
{
    const std::vector<std::string> refused = {
        // decimal, octal, hexadecimal, short, with leading zeros
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://0x0/",
        "http://127.0.0.01/",
        "http://127.000.000.001/",
        "http://0x7f.1/",
        "http://0X7F.0.0.1/",
        "http://127.0.0.0x1/",
        "http://0x/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://4294967296/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://127.0.0.1/",
        "http://127.0.0.1:80/",
        "https://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        // dots
        "http://127.0.0.1./",
        "http://localhost./",
        "http://example.org./",
        "http://.127.0.0.1/",
        "http://127..0.0.1/",
        "http://./",
        "http://.../",
        // IPv6
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[0000::0001]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::FFFF:7F00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1%251]/",
        "http://[::1%lo]/",
        "http://[v1.fe80::a]/",
        "http://[127.0.0.1]/",
        "http://[::1/",
        "http://::1/",
        "http://[]/",
        "http://[::1]x/",
        "http://[[::1]]/",
        "http://[::ffff:0x7f.0.0.1]/",
        // userinfo and other ways to hide the host
        "http://user@127.0.0.1/",
        "http://user:pass@example.org/",
        "http://example.org@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://127.0.0.1%2f@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http:\\\\127.0.0.1/",
        "http://127.0.0.1#@example.org/",
        "http://127.0.0.1%00.example.org/",
        "http://%31%32%37.0.0.1/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://loc\talhost/",
        "http://local\nhost/",
        " http://127.0.0.1/",
        "http:127.0.0.1",
        "http:/127.0.0.1/",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://127.0.0.1:00080/",
        "http://127.0.0.1:/",
        "http://127.0.0.1:80:80/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1 .example.org/",
        "http://-a.org/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fe80::1%2525eth0]/",
        "http://[fd00:ec2::254%25eth0]/",
        "http://[::ffff:127.0.0.1.]/",
        "http://[::ffff:2130706433]/",
        "http://169.254.169.254./",
        "http://0xA9.0xFE.0xA9.0xFE/",
        "http://169.16689662/",
        "http://169.254.43518/",
        "http://127.0.0.1:80@example.org/",
        "http://example.org:80@127.0.0.1/",
        "https://%00127.0.0.1/",
    };
    EXPECT_GE(refused.size(), 60U);
    for (const auto& url : refused) {
        const auto result = verdict_of_url(url);
        EXPECT_NE(result, accepted) << url;
        EXPECT_NE(result, "looked up") << url;
    }
}

// What DNS answers for them is vetted: client_policy_test.cpp.
TEST(AddressPolicy, NamesThatBeginLikeAnAddressAreLookedUp)
{
    for (const std::string host : {"10.0.0.1.example.org", "127.0.0.1.example.org", "169.254.169.254.nip.io"})
        EXPECT_EQ(verdict_of_url("https://" + host + "/x"), "looked up") << host;
}

TEST(AddressPolicy, OneForbiddenAddressRefusesTheWholeAnswer)
{
    const std::vector mixed = {ip::make_address("8.8.8.8"), ip::make_address("10.0.0.1")};
    EXPECT_EQ(refusal(AddressPolicy::public_only, mixed), "10.0.0.1 is private");
    const std::vector good = {ip::make_address("8.8.8.8"), ip::make_address("2606:4700:4700::1111")};
    EXPECT_EQ(refusal(AddressPolicy::public_only, good), std::nullopt);
}

TEST(AddressPolicy, AllowPrivateOpensPrivateNetsAndLoopback)
{
    for (const std::string address :
         {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1",
          "::ffff:10.0.0.1", "8.8.8.8", "2606:4700:4700::1111"}) {
        EXPECT_EQ(verdict(AddressPolicy::allow_private, address), accepted) << address;
    }
}

TEST(AddressPolicy, AllowPrivateNeverOpensMetadataLinkLocalMulticastOrReserved)
{
    for (const std::string address :
         {"169.254.169.254", "169.254.0.1", "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fe80::1",
          "224.0.0.1", "ff02::1", "240.0.0.1", "0.0.0.0", "::", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
          "64:ff9b::a00:1", "2002:a00:1::", "::a9fe:a9fe", "2001:db8::1", "100::1", "192.0.0.192"}) {
        EXPECT_NE(verdict(AddressPolicy::allow_private, address), accepted) << address;
    }
}

/// `inner` as tunnels, translators and operating systems write it into an IPv6 address.
std::vector<ip::address> wrapped(const ip::address_v4& inner)
{
    const auto hex = fmt::format("{:x}:{:x}", inner.to_uint() >> 16U, inner.to_uint() & 0xffffU);
    std::vector<ip::address> addresses;
    for (const std::string form :
         {"::ffff:{}", "::{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}", "2002:{}::", "2002:{}::1",
          "fe80::5efe:{}", "fd12::5efe:{}", "2a00:1450::200:5efe:{}"}) {
        addresses.push_back(ip::make_address(fmt::format(fmt::runtime(form), hex)));
    }
    return addresses;
}

TEST(AddressPolicy, MetadataIsRefusedInEveryWrapping)
{
    for (const std::string metadata :
         {"169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200"}) {
        for (const auto& address : wrapped(ip::make_address_v4(metadata))) {
            for (const auto policy : {AddressPolicy::public_only, AddressPolicy::allow_private})
                EXPECT_TRUE(refusal(policy, address)) << address << " holds " << metadata;
        }
    }
}

RC_GTEST_PROP(AddressPolicy, WhatIsRefusedIsRefusedInEveryWrapping, (std::uint32_t inner))
{
    RC_PRE(inner != 1U);  // ::0.0.0.1 is ::1, which wraps nothing
    const ip::address_v4 plain(inner);
    for (const auto policy : {AddressPolicy::public_only, AddressPolicy::allow_private}) {
        if (!refusal(policy, plain)) continue;
        for (const auto& address : wrapped(plain))
            RC_ASSERT(refusal(policy, address).has_value());
    }
}

TEST(AddressPolicy, ZonesAreRefused)
{
    EXPECT_NE(verdict(AddressPolicy::public_only, "fe80::1%1"), accepted);
    EXPECT_NE(verdict(AddressPolicy::allow_private, "fd12::1%1"), accepted);
}

TEST(AddressPolicy, AnyRefusesNothing)
{
    for (const std::string address : {"127.0.0.1", "169.254.169.254", "::1"}) {
        EXPECT_EQ(verdict(AddressPolicy::any, address), accepted) << address;
    }
}

TEST(AddressPolicy, PhrasesAreForPeople)
{
    EXPECT_EQ(verdict(AddressPolicy::public_only, "127.0.0.1"), "loopback");
    EXPECT_EQ(verdict(AddressPolicy::public_only, "169.254.169.254"), "link-local (metadata)");
    EXPECT_EQ(verdict(AddressPolicy::public_only, "::ffff:10.0.0.1"), "private (10.0.0.1) inside IPv6");
    EXPECT_EQ(verdict(AddressPolicy::public_only, "fd00:ec2::254"), "metadata (AWS)");
}

}  // namespace
}  // namespace webhookd::http
