// URLs read, normalised, refused, and shown without what may be secret.

#include "webhookd/core/url.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

std::string refusal_of(std::string_view text)
{
    const auto url = Url::parse(text);
    return url ? "accepted" : url.error();
}

TEST(Url, TakesAnAddressApart)
{
    const auto url = Url::parse("https://erp.example.org:8443/hooks/openboxes?a=1&b=%20");
    ASSERT_TRUE(url) << url.error();
    EXPECT_TRUE(url->tls);
    EXPECT_EQ(url->host, "erp.example.org");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->target, "/hooks/openboxes?a=1&b=%20");
}

TEST(Url, FillsInDefaultPortAndPath)
{
    EXPECT_EQ(Url::parse("https://example.org")->port, 443);
    EXPECT_EQ(Url::parse("http://example.org")->port, 80);
    EXPECT_EQ(Url::parse("http://example.org")->target, "/");
    EXPECT_EQ(Url::parse("http://example.org?q=1")->target, "/?q=1");
}

TEST(Url, SchemeAndHostIgnoreCase)
{
    EXPECT_EQ(Url::parse("HTTPS://Example.ORG/Path")->text(), "https://example.org/Path");
}

TEST(Url, AuthorityNamesThePortOnlyWhenItIsUnusual)
{
    EXPECT_EQ(Url::parse("https://example.org:443/")->authority(), "example.org");
    EXPECT_EQ(Url::parse("https://example.org:80/")->authority(), "example.org:80");
    EXPECT_EQ(Url::parse("http://[2001:db8::1]:8080/")->authority(), "[2001:db8::1]:8080");
}

TEST(Url, OriginIsEqualForUrlsThatMayShareAConnection)
{
    EXPECT_EQ(Url::parse("https://Example.org/a")->origin(),
              Url::parse("https://example.org:443/b?c")->origin());
    EXPECT_NE(Url::parse("http://example.org:443/")->origin(), Url::parse("https://example.org/")->origin());
}

TEST(Url, Ipv6LiteralsAreNormalised)
{
    EXPECT_EQ(Url::parse("https://[2001:DB8:0:0:0:0:0:1]/")->host, "2001:db8::1");
}

TEST(Url, HostThatBeginsLikeAnAddressIsAName)
{
    for (const std::string host :
         {"10.0.0.1.example.org", "127.0.0.1.nip.io", "169.254.169.254.example.org", "1.2.3.4.5.example.org",
          "0x7f.0.0.1.example.org", "2130706433.example.org"}) {
        EXPECT_EQ(Url::parse("https://" + host + "/x")->host, host);
        EXPECT_EQ(Url::parse("https://" + host + "/x")->target, "/x");
    }
}

TEST(Url, ErrorsSayWhatWasExpected)
{
    EXPECT_EQ(refusal_of("example.org/hook"), "expected a URL that begins with https:// or http://");
    EXPECT_EQ(refusal_of("ftp://example.org/"), "expected a URL that begins with https:// or http://");
    EXPECT_EQ(refusal_of("https://example.org:0/"), "expected a port from 1 to 65535, found \"0\"");
    EXPECT_EQ(refusal_of("https:///path"), "expected a host after \"://\"");
    EXPECT_EQ(refusal_of("https://example.org/#top"), "a URL that is sent has no fragment (\"#\")");
    EXPECT_EQ(refusal_of("https://example.org/%zz"), "expected two hexadecimal digits after \"%\"");
}

TEST(Url, PasswordsInUrlsAreRefusedAndNotRepeated)
{
    const auto error = refusal_of("https://user:hunter2@example.org/");
    EXPECT_EQ(error, "a user name or password may not stand in a URL");
    EXPECT_EQ(refusal_of("https://user:hunter2/x@example.org/"), "expected a port from 1 to 65535");
}

TEST(Url, LongAndEmptyTextsAreRefused)
{
    EXPECT_FALSE(Url::parse(""));
    EXPECT_FALSE(Url::parse("https://example.org/" + std::string(9000, 'a')));
    EXPECT_FALSE(Url::parse("https://" + std::string(64, 'a') + ".org/"));
}

RC_GTEST_PROP(Url, TextOfWhatWasReadIsReadTheSame, (const std::string& text))
{
    for (const std::string prefix : {"", "http://", "https://h/", "https://[", "http://a:"}) {
        const auto url = Url::parse(prefix + text);
        if (!url) continue;
        const auto again = Url::parse(url->text());
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == *url);
    }
}

TEST(Url, IsShownWithoutWhatMayBeSecret)
{
    EXPECT_EQ(shown_url("https://hooks.slack.com/services/T0/B0/XyZ?key=1"), "https://hooks.slack.com/…");
    EXPECT_EQ(shown_url("http://[::1]:8080/a"), "http://[::1]:8080/…");
    EXPECT_EQ(shown_url("https://example.org"), "https://example.org/");
    EXPECT_EQ(shown_url("https://example.org?token=abc"), "https://example.org/…");
    EXPECT_EQ(shown_url("https://user:hunter2@example.org/"), "…");
}

TEST(Url, TextOfOthersLosesWhatMayBeSecret)
{
    const auto url =
        Url::parse("https://example.org/webhook/0d5c1a2e-77aa-4f4e-9a51-35f1e0a9d111?token=t0k3n9").value();
    EXPECT_EQ(
        without_secrets_of(url, "POST /webhook/0d5c1a2e-77aa-4f4e-9a51-35f1e0a9d111?token=t0k3n9 failed"),
        "POST … failed");
    EXPECT_EQ(
        without_secrets_of(url, R"({"path":"\/webhook\/0d5c1a2e-77aa-4f4e-9a51-35f1e0a9d111","t":"t0k3n9"})"),
        R"({"path":"\/webhook\/…","t":"…"})");
    EXPECT_EQ(without_secrets_of(url, "webhook not registered"), "webhook not registered");
    EXPECT_EQ(without_secrets_of(Url::parse("https://example.org/").value(), "a / b"), "a / b");
}

TEST(EncodeQueryValue, LeavesOnlyUnreservedCharacters)
{
    EXPECT_EQ(encode_query_value("aZ0-._~"), "aZ0-._~");
    EXPECT_EQ(encode_query_value("a b&c=d/\xc3\xa9"), "a%20b%26c%3Dd%2F%C3%A9");
}

TEST(Encoding, ReadBackIsTheSame)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    EXPECT_EQ(decode_percent(encode_query_value(all)), all);
    EXPECT_EQ(decode_percent("%c3%A9+"), "\xc3\xa9+");
    for (const auto* cut : {"%", "a%2", "%zz", "%-1"})
        EXPECT_EQ(decode_percent(cut), std::nullopt) << cut;
}

}  // namespace
}  // namespace webhookd::core
