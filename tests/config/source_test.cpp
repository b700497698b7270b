// `openboxes:`: the URL, the login, the facilities, and what reaches Config of them.

#include <gtest/gtest.h>

#include <string>

#include "loading.hpp"

namespace webhookd::config {
namespace {

using namespace std::chrono_literals;

std::string with_url(const std::string& url)
{
    return "openboxes:\n  username: ann\n  password: secret\n  url: \"" + url + "\"\n";
}

std::string url_of(const std::string& url)
{
    return loaded(with_url(url)).openboxes.api.url;
}

TEST(SourceUrl, HasOneSpelling)
{
    EXPECT_EQ(url_of("HTTPS://Boxes.Example.org:443/openboxes//"), "https://boxes.example.org/openboxes");
    EXPECT_EQ(url_of("https://boxes.example.org"), "https://boxes.example.org");
    EXPECT_EQ(url_of("https://boxes.example.org:8443/"), "https://boxes.example.org:8443");
    EXPECT_EQ(url_of("http://127.0.0.1:8080/openboxes"), "http://127.0.0.1:8080/openboxes");
    EXPECT_EQ(url_of("http://[::1]:80/Boxes"), "http://[::1]/Boxes");
    EXPECT_EQ(url_of("https://10.0.0.1.example.org/x"), "https://10.0.0.1.example.org/x");
}

class WrongSourceUrl : public testing::TestWithParam<const char*>
{
};

TEST_P(WrongSourceUrl, IsRefusedAtItsPlaceWithoutBeingRepeated)
{
    const auto errors = errors_of(with_url(GetParam()));
    ASSERT_EQ(errors.size(), 1U) << GetParam();
    EXPECT_TRUE(errors[0].starts_with("test.yaml:4:8: openboxes.url: the URL ")) << errors[0];
    EXPECT_FALSE(errors[0].contains("hunter2")) << errors[0];
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongSourceUrl,
    testing::Values("", "boxes.example.org", "/openboxes", "//boxes.example.org", "ftp://boxes.example.org",
                    "https:boxes", "https://", "https:///openboxes",
                    "https://boxes.example.org/openboxes?x=1", "https://boxes.example.org/openboxes#x",
                    "https://ann:hunter2@boxes.example.org", "https://ann:hunter2@boxes.example.org:x",
                    "https://ann:hunter2/x@boxes.example.org", "https://boxes.example.org:0",
                    "https://boxes.example.org:65536", "https://boxes.example.org:/", "https://2130706433/",
                    "https://0x7f.1/", "https://127.1/", "https://127.0.0.1.5/", "https://[::1]x/",
                    "https://boxes.example.org./", "https://a..b/", "https://.a/",
                    "https://b%6fxes.example.org/", "https://bo\xc3\xa9.example.org", "https://a b/",
                    "https://a\\\\b/", "https://[fe80::1%25eth0]/", "https://[::1/", "https://[v1.x]/",
                    "https://boxes.example.org/openboxes/api", "https://boxes.example.org/a/../b",
                    "https://boxes.example.org/a//b", "javascript:alert(1)", "https://*.example.org/"));

TEST(SourceUrl, PlainHttpToAnotherMachineIsWarnedAbout)
{
    EXPECT_TRUE(warnings_of(with_url("http://localhost/openboxes")).empty());
    EXPECT_TRUE(warnings_of(with_url("http://127.8.8.8/openboxes")).empty());
    const auto warnings = warnings_of(with_url("http://192.168.1.5/openboxes"));
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_TRUE(warnings[0].contains("plain http")) << warnings[0];
}

std::string with_login(const std::string& keys)
{
    return "openboxes:\n  url: https://boxes.example.org\n" + keys;
}

TEST(Login, IsAUserNameAndAPassword)
{
    const auto config = loaded(with_login("  username: ann\n  password: '  p:w#'\n"));
    const auto& credentials = std::get<core::PasswordLogin>(config.openboxes.api.login);
    EXPECT_EQ(credentials.username, "ann");
    EXPECT_EQ(credentials.password.reveal(), "  p:w#");
}

TEST(Login, OrAnApiKey)
{
    const auto config = loaded(with_login("  api_key: {header: X-API-Key, value: 12345}\n"));
    const auto& key = std::get<core::ApiKeyLogin>(config.openboxes.api.login);
    EXPECT_EQ(key.header, "X-API-Key");
    EXPECT_EQ(key.value.reveal(), "12345");
}

TEST(Login, NeitherBothNorHalfOrNone)
{
    EXPECT_EQ(
        errors_of(with_login("  username: ann\n  password: x\n  api_key: {header: A, value: b}\n")).size(),
        1U);
    EXPECT_EQ(errors_of(with_login("  username: ann\n")).size(), 1U);
    EXPECT_EQ(errors_of(with_login("  password: x\n")).size(), 1U);
    EXPECT_EQ(errors_of(with_login("")).size(), 1U);
}

TEST(Login, HeaderOfTheApiKeyIsChecked)
{
    EXPECT_EQ(errors_of(with_login("  api_key: {header: Host, value: b}\n")).size(), 1U);
    EXPECT_EQ(errors_of(with_login("  api_key: {header: 'a b', value: b}\n")).size(), 1U);
    EXPECT_EQ(errors_of(with_login("  api_key: {header: X-Key}\n")).size(), 1U);
    EXPECT_EQ(errors_of(with_login("  api_key: {header: X-Key, value: \"a\xc3\xa9\"}\n")).size(), 1U);
    const auto errors = errors_of(with_login("  api_key: hunter2\n"));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_FALSE(errors[0].contains("hunter2")) << errors[0];
}

TEST(Facilities, AreAllOrAListOfIds)
{
    EXPECT_TRUE(loaded(minimal + "  facilities: all\n").poller.source.facilities.empty());
    EXPECT_EQ(loaded(minimal + "  facilities: [2, \"1\", ff8081]\n").poller.source.facilities,
              (std::vector<std::string>{"2", "1", "ff8081"}));
    for (const auto* wrong : {"[]", "some", "[all, [x]]", "[1, 1]", "{a: b}", "[\"\"]"})
        EXPECT_EQ(errors_of(minimal + "  facilities: " + wrong + "\n").size(), 1U) << wrong;
}

TEST(Source, LimitsAndProxyArrive)
{
    const auto config = loaded(minimal +
                               "  requests_per_minute: 300\n  request_timeout: 5s\n  page_size: 1000\n"
                               "  max_answer_size: 64KiB\n  proxy: http://Proxy.example.org:3128/\n");
    EXPECT_EQ(config.openboxes.api.requests_per_minute, 300U);
    EXPECT_EQ(config.openboxes.api.request_timeout, 5s);
    EXPECT_EQ(config.poller.source.page_size, 1000U);
    EXPECT_EQ(config.openboxes.api.max_answer_bytes, 65536U);
    EXPECT_EQ(config.openboxes.proxy.url, "http://proxy.example.org:3128");
    for (const auto* wrong : {"64kb", "1023B", "2GiB", "-1KiB", "64", "KiB", "99999999999999999999GiB"})
        EXPECT_EQ(errors_of(minimal + "  max_answer_size: " + wrong + "\n").size(), 1U) << wrong;
    for (const auto* wrong : {"proxy:3128", "https://p:1", "http://u:p@p:1", "http://p:1/x", "socks5://p:1"})
        EXPECT_EQ(errors_of(minimal + "  proxy: " + wrong + "\n").size(), 1U) << wrong;
}

TEST(Source, ProxyMayAskForAPassword)
{
    const auto proxy =
        loaded(minimal + "  proxy: {url: http://p.example.org:3128, username: ann, password: pa:ss}\n")
            .openboxes.proxy;
    EXPECT_EQ(proxy.url, "http://p.example.org:3128");
    EXPECT_EQ(proxy.username, "ann");
    EXPECT_EQ(proxy.password.reveal(), "pa:ss");
}

TEST(Source, ProxyNeedsNameAndPasswordOrNeither)
{
    EXPECT_TRUE(errors_of(minimal + "  proxy: {url: http://p:1}\n").empty());
    for (const auto* wrong :
         {"{username: u, password: p}", "{url: http://p:1, username: u}", "{url: http://p:1, password: p}",
          "{url: http://p:1, username: 'u:v', password: p}", "{url: http://p:1, username: u, password: ''}",
          "{url: https://p:1}", "{url: http://p:1, user: u}", "[http://p:1]"})
        EXPECT_EQ(errors_of(minimal + "  proxy: " + wrong + "\n").size(), 1U) << wrong;
}

TEST(Source, PasswordOfTheProxyIsInNoMessage)
{
    const auto text = minimal + "  proxy: {url: http://p:1, password: opensesame, user: opensesame}\n";
    for (const auto& error : errors_of(text))
        EXPECT_FALSE(error.contains("opensesame")) << error;
}

TEST(Source, MissingCertificateFileIsAnErrorAtStart)
{
    const auto errors = errors_of(minimal + "  ca_file: /nonexistent/ca.pem\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0], "test.yaml:5:12: openboxes.ca_file: the file /nonexistent/ca.pem does not exist");
}

}  // namespace
}  // namespace webhookd::config
