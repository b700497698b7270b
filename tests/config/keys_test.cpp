// Unknown, missing and wrong keys, and values of every kind at and beyond their limits.

#include <gtest/gtest.h>

#include <string>

#include "loading.hpp"

namespace webhookd::config {
namespace {

using namespace std::chrono_literals;

/// The only error of a text; empty when there is none or more than one.
std::string error_of(const std::string& text)
{
    const auto errors = errors_of(text);
    EXPECT_EQ(errors.size(), 1U) << (errors.empty() ? "no error: " + text : errors.back());
    return errors.empty() ? "" : errors.front();
}

TEST(Keys, AllProblemsAreReportedAtOnceInTheOrderOfTheFile)
{
    const auto errors = errors_of(
        "openboxes:\n"
        "  url: ftp://boxes.example.org\n"
        "  username: ann\n"
        "  pasword: x\n"
        "  page_size: many\n"
        "poling: {}\n"
        "log: [info]\n"
        "subscribers:\n"
        "  - name: ERP\n"
        "    url: https://erp.example.org\n");
    EXPECT_EQ(
        fmt::format("{}", fmt::join(errors, "\n")),
        "test.yaml:2:3: openboxes.password: is missing; expected a text, {file: PATH}, {env: NAME} or "
        "{credential: NAME}\n"
        "test.yaml:2:8: openboxes.url: the URL cannot be used: expected a URL that begins with https:// or "
        "http://\n"
        "test.yaml:4:3: openboxes.pasword: unknown key; did you mean 'password'?\n"
        "test.yaml:5:14: openboxes.page_size: expected a whole number from 1 to 1000, found 'many'\n"
        "test.yaml:6:1: poling: unknown key; did you mean 'polling'?\n"
        "test.yaml:7:6: log: expected a mapping (key: value), found a list\n"
        "test.yaml:9:5: subscribers[0].events: is missing; expected a list of event types, such as "
        "[stockMovement.*, product.created]\n"
        "test.yaml:9:5: subscribers[0].secret: is missing; expected a signing secret "
        "(openboxes-webhookd secret generate), or a list of them, newest first\n"
        "test.yaml:9:11: subscribers[0].name: expected a name of 1 to 64 lower-case letters, digits and "
        "hyphens, found 'ERP'");
}

TEST(Keys, UnknownKeySuggestsTheNearestOrListsAll)
{
    EXPECT_EQ(error_of(minimal + "log: {Level: info}\n"),
              "test.yaml:5:7: log.Level: unknown key; did you mean 'level'?");
    EXPECT_EQ(error_of(minimal + "log: {colour: true}\n"),
              "test.yaml:5:7: log.colour: unknown key; known here: format, level");
    EXPECT_EQ(error_of(minimal + "detection: {first-run: emit}\n"),
              "test.yaml:5:13: detection.first-run: unknown key; did you mean 'first_run'?");
    EXPECT_EQ(error_of(minimal + "store: {retention: {event: 3d}}\n"),
              "test.yaml:5:21: store.retention.event: unknown key; did you mean 'events'?");
}

TEST(Keys, MissingSectionIsNamed)
{
    EXPECT_EQ(error_of("polling: {}\n"),
              "test.yaml:1:1: openboxes: is missing; expected a mapping with url, username and password");
}

TEST(Keys, EmptySectionsHaveTheirDefaults)
{
    EXPECT_EQ(loaded(minimal + "polling:\nlog:\nstore: {}\n").poller.polling, core::Polling{});
}

TEST(Keys, MessageStaysOneLine)
{
    const auto error = error_of(minimal + "\"a\\nb\": 1\n");
    EXPECT_TRUE(error.starts_with("test.yaml:5:1: 'a…': unknown key")) << error;
}

struct Example
{
    std::string text;  ///< added to `minimal`
    bool fits;

    friend void PrintTo(const Example& example, std::ostream* stream) { *stream << example.text; }
};

class Values : public testing::TestWithParam<Example>
{
};

TEST_P(Values, FitOrNot)
{
    const auto errors = errors_of(minimal + GetParam().text);
    EXPECT_EQ(errors.empty(), GetParam().fits) << GetParam().text << (errors.empty() ? "" : errors.front());
    for (const auto& error : errors)
        EXPECT_TRUE(error.starts_with("test.yaml:5:")) << error;
}

INSTANTIATE_TEST_SUITE_P(
    Durations, Values,
    testing::Values(Example{"polling: {products: 10ms}", true}, Example{"polling: {products: 9ms}", false},
                    Example{"polling: {products: 30d}", true}, Example{"polling: {products: 31d}", false},
                    Example{"polling: {products: off}", true}, Example{"polling: {reconcile: off}", false},
                    Example{"polling: {products: 60}", false}, Example{"polling: {products: 1.5s}", false},
                    Example{"polling: {products: -5s}", false}, Example{"polling: {products: 5 s}", false},
                    Example{"polling: {products: 99999999999999999999d}", false},
                    Example{"polling: {products: [5s]}", false}, Example{"polling: {products: }", false},
                    Example{"delivery: {timeout: 1ms}", true}, Example{"delivery: {timeout: 0s}", false},
                    Example{"delivery: {retry: []}", true}, Example{"delivery: {retry: 5s}", false},
                    Example{"delivery: {retry: [5s, never]}", false}));

INSTANTIATE_TEST_SUITE_P(Numbers, Values,
                         testing::Values(Example{"delivery: {max_in_flight: 1}", true},
                                         Example{"delivery: {max_in_flight: 0}", false},
                                         Example{"delivery: {max_in_flight: 1000}", true},
                                         Example{"delivery: {max_in_flight: 1001}", false},
                                         Example{"delivery: {max_in_flight: '8'}", false},
                                         Example{"delivery: {max_in_flight: 8.0}", false},
                                         Example{"delivery: {max_in_flight: +8}", false},
                                         Example{"delivery: {max_in_flight: 0x8}", false},
                                         Example{"delivery: {max_in_flight: 18446744073709551617}", false},
                                         Example{"delivery: {max_in_flight: {a: b}}", false}));

INSTANTIATE_TEST_SUITE_P(
    SharesAndRates, Values,
    testing::Values(
        Example{"delivery: {jitter: 0%}", true}, Example{"delivery: {jitter: 12.5%}", true},
        Example{"delivery: {jitter: 101%}", false}, Example{"delivery: {jitter: -1%}", false},
        Example{"delivery: {jitter: 0.2}", false}, Example{"delivery: {jitter: nan%}", false},
        Example{"delivery: {rate_limit: 10/s}", true}, Example{"delivery: {rate_limit: 50/min}", true},
        Example{"delivery: {rate_limit: 600/h}", true}, Example{"delivery: {rate_limit: 0/s}", false},
        Example{"delivery: {rate_limit: 10/d}", false}, Example{"delivery: {rate_limit: 10}", false},
        Example{"delivery: {rate_limit: /s}", false}));

INSTANTIATE_TEST_SUITE_P(SizesAndSwitches, Values,
                         testing::Values(Example{"delivery: {allow_http: true}", true},
                                         Example{"delivery: {allow_http: yes}", false},
                                         Example{"delivery: {allow_http: 'true'}", false},
                                         Example{"log: {level: trace}", false},
                                         Example{"log: {format: JSON}", false},
                                         Example{"delivery: {ordering: strict}", true},
                                         Example{"delivery: {ordering: sorted}", false}));

INSTANTIATE_TEST_SUITE_P(
    Detection, Values,
    testing::Values(Example{"detection: {received_on: [partial, complete]}", true},
                    Example{"detection: {received_on: complete}", false},
                    Example{"detection: {received_on: []}", false},
                    Example{"detection: {received_on: [all]}", false},
                    Example{"detection: {purchase_order_approved_statuses: []}", false},
                    Example{"detection: {adjustment_transaction_types: [3, \"10\", 7]}", true},
                    Example{"detection: {adjustment_transaction_types: 3}", false},
                    Example{"detection: {adjustment_transaction_types: [[3]]}", false},
                    Example{"detection: {adjustment_transaction_types: [3, \"3\"]}", false},
                    Example{"detection: {storm_limit: 0}", false},
                    Example{"detection: {identifier_wait: 0s}", true},
                    Example{"detection: {identifier_wait: 2h}", false}));

INSTANTIATE_TEST_SUITE_P(
    Service, Values,
    testing::Values(Example{"store: {path: \"\"}", false}, Example{"store: {path: /var/lib/x/}", false},
                    Example{"store: {retention: 30d}", false}, Example{"control: {listen: \"\"}", true},
                    Example{"control: {listen: }", true}, Example{"control: {listen: \"127.0.0.1:0\"}", true},
                    Example{"control: {listen: \"[::1]:9464\"}", true},
                    Example{"control: {listen: \"::1:9464\"}", false},
                    Example{"control: {listen: \":9464\"}", false}, Example{"control: {listen: 9464}", false},
                    Example{"control: {listen: \"127.0.0.1:65536\"}", false},
                    Example{"control: {listen: \"localhost:9464\"}", false},
                    Example{"control: {token: short}", false}, Example{"control: {read: open}", true},
                    Example{"control: {read: token}", false},
                    Example{"control: {read: token, token: 0123456789abcdef}", true},
                    Example{"control: {read: closed}", false},
                    Example{"control: {read: open, listen: \"0.0.0.0:1\", token: 0123456789abcdef}", false},
                    Example{"control: {read: token, listen: \"0.0.0.0:1\", token: 0123456789abcdef}", true},
                    Example{"control: {token: 0123456789abcdef}", true}));

TEST(Keys, UnitsAreUnderstood)
{
    const auto config = loaded(minimal + "detection: {received_on: [partial], storm_limit: 7}\n" +
                               "store: {retention: {events: 2h}}\n"
                               "log: {level: debug, format: json}\n"
                               "polling: {products: off, inventory: 500ms}\n");
    EXPECT_TRUE(config.rules.received_on.partial);
    EXPECT_FALSE(config.rules.received_on.complete);
    EXPECT_EQ(config.poller.storm_limit, 7U);
    EXPECT_EQ(config.store.retention.events, 2h);
    EXPECT_EQ(config.log.level, LogLevel::debug);
    EXPECT_EQ(config.log.format, LogFormat::json);
    EXPECT_EQ(config.poller.polling.products, 0ms);
    EXPECT_EQ(config.poller.polling.inventory, 500ms);
}

TEST(Keys, StatusNobodyKnowsIsWarnedAbout)
{
    const auto warnings =
        warnings_of(minimal + "detection: {purchase_order_approved_statuses: [PENDING, PLACED, SIGNED]}\n");
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_TRUE(warnings[0].contains("OpenBoxes knows no status 'SIGNED'")) << warnings[0];
    EXPECT_TRUE(warnings[1].contains("PENDING does not mean approved")) << warnings[1];
}

TEST(Keys, ListeningBeyondThisMachineAndPollingNothingAreWarnedAbout)
{
    EXPECT_EQ(warnings_of(minimal + "control: {listen: \"0.0.0.0:9464\", token: 0123456789abcdef}\n").size(),
              1U);
    EXPECT_EQ(warnings_of(minimal + "polling: {products: off, stock_movements: off, purchase_orders: off, "
                                    "inventory: off}\n")
                  .size(),
              1U);
}

TEST(Keys, ListeningBeyondThisMachineTakesAToken)
{
    const auto errors = errors_of(minimal + "control: {listen: \"[::]:9464\"}\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_TRUE(errors[0].contains("control.token: is missing")) << errors[0];
}

}  // namespace
}  // namespace webhookd::config
