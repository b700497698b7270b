// `delivery:` and `subscribers:`.

#include <gtest/gtest.h>

#include <string>

#include "loading.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::config {
namespace {

using namespace std::chrono_literals;

Subscriber subscriber(const std::string& more)
{
    return loaded(with_subscriber(more)).subscribers.at(0);
}

/// The only error of a subscriber with these further keys.
std::string error_of_subscriber(const std::string& more)
{
    const auto errors = errors_of(with_subscriber(more));
    EXPECT_EQ(errors.size(), 1U) << more << (errors.empty() ? "" : errors.back());
    return errors.empty() ? "" : errors.front();
}

TEST(Subscribers, OverrideWhatDeliverySetsForAll)
{
    const auto config =
        loaded("delivery: {timeout: 9s, max_in_flight: 3, allow_http: true, rate_limit: 10/s}\n" +
               with_subscriber("    timeout: 4s\n    retry: [1s, 2s]\n    jitter: 50%\n    ordering: none\n"
                               "    probe_interval_max: 5m\n    hold_after: 2d\n    rate_limit: 50/min\n"
                               "    max_connection_age: 1m\n"
                               "    allow_private_addresses: true\n    proxy: http://p.example.org:1\n"
                               "    enabled: false\n"));
    const auto& erp = config.subscribers.at(0);
    EXPECT_EQ(erp.delivery.timeout, 4s);
    EXPECT_EQ(erp.delivery.queue.max_in_flight, 3U);
    EXPECT_EQ(erp.delivery.queue.retry.delays, (std::vector<core::Duration>{1s, 2s}));
    EXPECT_DOUBLE_EQ(erp.delivery.queue.retry.jitter, 0.5);
    EXPECT_EQ(erp.delivery.ordering, Ordering::none);
    EXPECT_EQ(erp.delivery.queue.probe_interval_max, 5min);
    EXPECT_EQ(erp.delivery.queue.hold_after, 48h);
    EXPECT_EQ(erp.delivery.max_connection_age, 1min);
    EXPECT_EQ(erp.delivery.queue.rate_limit, (core::RateLimit{50, 1min}));
    EXPECT_TRUE(erp.delivery.allow_http);
    EXPECT_TRUE(erp.delivery.allow_private_addresses);
    EXPECT_EQ(erp.delivery.proxy.url, "http://p.example.org:1");
    EXPECT_FALSE(erp.enabled);
}

TEST(Subscribers, NamesAreUnique)
{
    const auto errors = errors_of(with_subscriber() +
                                  "  - name: erp\n"
                                  "    url: https://other.example.org\n"
                                  "    secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
                                  "    events: [product.created]\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0],
              "test.yaml:10:11: subscribers[1].name: the name erp is taken by the subscriber in line 6");
}

TEST(Subscribers, NameIsShortLowerCaseAndPlain)
{
    const auto named = [](const std::string& name) {
        return errors_of(minimal + "subscribers: [{name: " + name +
                         ", url: https://a.example.org, events: [product.created], "
                         "secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}]\n");
    };
    EXPECT_TRUE(named("a-1").empty());
    EXPECT_TRUE(named(std::string(64, 'a')).empty());
    for (const std::string& wrong :
         {std::string(65, 'a'), std::string("A"), std::string("a_b"), std::string("\"\""),
          std::string("\xc3\xa9"), std::string("\"a b\""), std::string("[a]")})
        EXPECT_EQ(named(wrong).size(), 1U) << wrong;
}

TEST(Subscribers, NoneIsAWarning)
{
    for (const auto* text : {"", "subscribers:\n", "subscribers: []\n"}) {
        const auto result = load_text(minimal + text, "test.yaml");
        ASSERT_TRUE(result.has_value()) << text;
        ASSERT_EQ(result->warnings.size(), 1U) << text;
        EXPECT_TRUE(result->warnings[0].message.contains("sent to nobody"));
    }
    EXPECT_EQ(errors_of(minimal + "subscribers: {erp: {}}\n").size(), 1U);
    EXPECT_EQ(errors_of(minimal + "subscribers: [erp]\n").size(), 1U);
}

std::vector<std::string> errors_with(const std::string& url, const std::string& more = "")
{
    return errors_of(minimal +
                     "subscribers:\n  - name: erp\n"
                     "    secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
                     "    events: [product.created]\n    url: \"" +
                     url + "\"\n" + more);
}

TEST(EndpointUrl, IsHttpsUnlessPlainHttpIsAllowed)
{
    EXPECT_TRUE(errors_with("https://a.example.org:8443/x?y=%20z").empty());
    EXPECT_TRUE(errors_with("https://[2001:db8::1]/").empty());
    EXPECT_TRUE(errors_with("https://10.1.2.3/").empty());
    EXPECT_TRUE(errors_with("http://a.example.org/", "    allow_http: true\n").empty());
    const auto errors = errors_with("http://a.example.org/");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0],
              "test.yaml:9:10: subscribers[0].url: the URL must begin with https://; plain http needs "
              "allow_http: true");
    for (const auto* wrong : {"", "a.example.org", "https://u:p@a.example.org", "https://a.example.org/#x",
                              "https://0177.0.0.1/", "https://a_b .org/", "file:///etc/passwd"})
        EXPECT_EQ(errors_with(wrong).size(), 1U) << wrong;
}

TEST(Events, AreKnownTypesOrPatternsThatMatchSome)
{
    const auto with_events = [](const std::string& events) {
        return errors_of(minimal + "subscribers: [{name: a, url: https://a.example.org, events: " + events +
                         ", secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}]\n");
    };
    for (const auto* right : {"['*']", "[stockMovement.*, purchaseOrder.approved]", "[webhookd.*]"})
        EXPECT_TRUE(with_events(right).empty()) << right;
    for (const auto* wrong :
         {"[]", "product.created", "[product.deleted]", "[stockMovment.*]", "['']", "[[product.created]]"})
        EXPECT_EQ(with_events(wrong).size(), 1U) << wrong;
}

TEST(Where, ArrivesWithTheTypesOfYaml)
{
    const auto erp = subscriber(
        "    where: {object.destination.id: \"2\", occurrence: {gte: 2}, inferred: false, id: [07, x]}\n");
    const auto matches = [&](const char* json) {
        return core::matches(erp.matcher.where, Json::parse(json));
    };
    EXPECT_TRUE(
        matches(R"({"id":"07","object":{"destination":{"id":"2"}},"occurrence":3,"inferred":false})"));
    EXPECT_FALSE(
        matches(R"({"id":"8","object":{"destination":{"id":"2"}},"occurrence":3,"inferred":false})"));
    EXPECT_FALSE(
        matches(R"({"id":"07","object":{"destination":{"id":"3"}},"occurrence":3,"inferred":false})"));
    EXPECT_FALSE(
        matches(R"({"id":"07","object":{"destination":{"id":"2"}},"occurrence":1,"inferred":false})"));
}

TEST(Where, IdsThatLookLikeNumbersAreNotRounded)
{
    const auto erp = subscriber("    where: {id: [12345678901234567891, 12e45, 1.50]}\n");
    const auto matches = [&](const char* id) { return core::matches(erp.matcher.where, Json{{"id", id}}); };
    EXPECT_TRUE(matches("12345678901234567891"));
    EXPECT_FALSE(matches("12345678901234567890"));
    EXPECT_TRUE(matches("12e45"));
    EXPECT_TRUE(matches("1.5"));
}

TEST(Where, MistakesAreNamedWithTheirLine)
{
    const auto errors =
        errors_of(with_subscriber("    where:\n"
                                  "      object.status: {equals: SHIPPED}\n"
                                  "      objekt.status: SHIPPED\n"
                                  "      object.name:\n"));
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_TRUE(
        errors[0].starts_with("test.yaml:11:7: subscribers[0].where: object.status: unknown operator"))
        << errors[0];
    EXPECT_TRUE(errors[1].starts_with("test.yaml:12:7: subscribers[0].where: objekt.status: expected a path"))
        << errors[1];
    EXPECT_TRUE(errors[2].starts_with("test.yaml:13:7: subscribers[0].where: object.name: expected a value"))
        << errors[2];
    EXPECT_TRUE(error_of_subscriber("    where: [a]\n").contains("expected a mapping"));
}

TEST(Headers, ArriveInOrderAndMayBeSecret)
{
    setenv("WEBHOOKD_TEST_TOKEN", "Bearer abc", 1);
    const auto erp =
        subscriber("    headers: {X-Team: supply, Authorization: {env: WEBHOOKD_TEST_TOKEN}, X-Id: 7}\n");
    unsetenv("WEBHOOKD_TEST_TOKEN");
    EXPECT_EQ(erp.headers, (std::vector<std::pair<std::string, std::string>>{
                               {"X-Team", "supply"}, {"Authorization", "Bearer abc"}, {"X-Id", "7"}}));
}

TEST(Headers, ThatBreakTheRequestAreRefused)
{
    for (const auto* wrong :
         {"webhook-id: a", "Webhook-Anything: a", "HOST: a", "Content-Length: 5", "content-type: text/plain",
          "User-Agent: me", "Transfer-Encoding: chunked", "Connection: close", "'X Y': a", "'X:': a", "'': a",
          "X\xc3\xa9: a", "X: \"a\\r\\nHost: b\"", "X: \"a\\nb\"", "X: \" a\"", "X: \"a\\u00e9\"", "X: [a]",
          "X: "})
        EXPECT_TRUE(error_of_subscriber(std::string("    headers: {") + wrong + "}\n")
                        .contains("subscribers[0].headers"))
            << wrong;
    EXPECT_TRUE(error_of_subscriber("    headers: {X-A: a, x-a: b}\n").contains("is given twice"));
    EXPECT_TRUE(error_of_subscriber("    headers: [X-A]\n").contains("expected a mapping"));
}

TEST(ClientCertificate, ComesWithItsKey)
{
    const test::TempDir folder;
    const auto file = folder.write("client.pem", "x");
    const auto erp = subscriber("    client_certificate: " + file + "\n    client_key: " + file + "\n");
    EXPECT_EQ(erp.client_certificate.path, file);
    EXPECT_EQ(erp.client_key.path, file);
    EXPECT_TRUE(
        error_of_subscriber("    client_certificate: " + file + "\n").contains("client_key: is missing"));
    EXPECT_TRUE(
        error_of_subscriber("    client_key: " + file + "\n").contains("client_certificate: is missing"));
    EXPECT_TRUE(error_of_subscriber("    ca_file: /nonexistent\n").contains("does not exist"));
}

}  // namespace
}  // namespace webhookd::config
