// What a reload says and does: every key of the file has its words, and none of them tells a secret.
#include "webhookd/config/difference.hpp"

#include <gtest/gtest.h>

#include "config/loading.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/core/secret.hpp"

namespace webhookd::config {
namespace {

using Texts = std::vector<std::string>;

constexpr auto other_key = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
constexpr auto first_key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

Differences between(const std::string& before, const std::string& after)
{
    return differences(loaded(before), loaded(after));
}

/// `minimal` with one line more in the section openboxes.
std::string source(const std::string& line)
{
    return minimal + "  " + line + "\n";
}

std::string section(const std::string& name, const std::string& line)
{
    return minimal + name + ":\n  " + line + "\n";
}

TEST(Difference, OfAFileAndItselfIsEmpty)
{
    const auto text = with_subscriber("    where: {object.status: SHIPPED}\n    rate_limit: 10/s\n");
    EXPECT_TRUE(between(text, text).subscribers.empty());
    EXPECT_EQ(between(text, text).texts(), Texts{});
}

TEST(Difference, NamesWhatOnlyARestartCanChange)
{
    const auto url =
        "openboxes:\n  url: https://other.example.org/openboxes\n  username: ann\n  password: secret\n";
    EXPECT_EQ(
        between(minimal, url).restart,
        Texts{"openboxes.url: https://boxes.example.org/openboxes -> https://other.example.org/openboxes"});
    EXPECT_EQ(between(minimal, section("store", "path: /srv/state.db")).restart,
              Texts{"store.path: /var/lib/openboxes-webhooks/state.db -> /srv/state.db"});
    EXPECT_EQ(between(minimal, section("control", "socket: /srv/socket")).restart,
              Texts{"control.socket: /run/openboxes-webhooks/control.sock -> /srv/socket"});
    EXPECT_EQ(between(minimal, section("control", "listen: ''")).restart,
              Texts{"control.listen: 127.0.0.1:9464 -> none"});
}

struct Line
{
    std::string section, line, words;
};

void PrintTo(const Line& line, std::ostream* out)
{
    *out << line.section << "." << line.line;
}

class PollingLine : public ::testing::TestWithParam<Line>
{
};

TEST_P(PollingLine, HasItsWords)
{
    const auto& [name, line, words] = GetParam();
    const auto found = between(minimal, name == "openboxes" ? source(line) : section(name, line));
    EXPECT_EQ(found.polling, Texts{words});
    EXPECT_EQ(found.texts(), Texts{words}) << "a change of one key is one change";
}

INSTANTIATE_TEST_SUITE_P(
    Difference, PollingLine,
    ::testing::Values(Line{"openboxes", "facilities: ['1', '2']", "openboxes.facilities: all -> [1, 2]"},
                      Line{"openboxes", "requests_per_minute: 40", "openboxes.requests_per_minute: 50 -> 40"},
                      Line{"openboxes", "request_timeout: 10s", "openboxes.request_timeout: 30s -> 10s"},
                      Line{"openboxes", "page_size: 50", "openboxes.page_size: 100 -> 50"},
                      Line{"openboxes", "max_answer_size: 1MiB", "openboxes.max_answer_size: 32MiB -> 1MiB"},
                      Line{"openboxes", "proxy: http://proxy:3128",
                           "openboxes.proxy: none -> http://proxy:3128"},
                      Line{"polling", "products: 30s", "polling.products: auto -> 30s"},
                      Line{"polling", "stock_movements: 60s", "polling.stock_movements: auto -> 1m"},
                      Line{"polling", "purchase_orders: 2m", "polling.purchase_orders: auto -> 2m"},
                      Line{"polling", "inventory: off", "polling.inventory: auto -> off"},
                      Line{"polling", "feeds: off", "polling.feeds: auto -> off"},
                      Line{"polling", "reconcile: 7d", "polling.reconcile: 1d -> 7d"},
                      Line{"detection", "first_run: emit", "detection.first_run: baseline -> emit"},
                      Line{"detection", "received_on: [partial, complete]",
                           "detection.received_on: [complete] -> [partial, complete]"},
                      Line{"detection", "adjustment_transaction_types: ['3']",
                           "detection.adjustment_transaction_types: [10, 3] -> [3]"},
                      Line{"detection", "storm_limit: 5", "detection.storm_limit: 10000 -> 5"},
                      Line{"detection", "identifier_wait: 0s", "detection.identifier_wait: 30s -> 0s"}));

TEST(Difference, NamesTheStatusesThatMeanApproved)
{
    const auto before = section("detection", "purchase_order_approved_statuses: [PLACED]");
    const auto after = section("detection", "purchase_order_approved_statuses: [APPROVED, PLACED]");
    EXPECT_EQ(between(before, after).polling,
              Texts{"detection.purchase_order_approved_statuses: [PLACED] -> [APPROVED, PLACED]"});
}

class UpkeepLine : public ::testing::TestWithParam<Line>
{
};

TEST_P(UpkeepLine, HasItsWords)
{
    const auto& [name, line, words] = GetParam();
    const auto found = between(minimal, section(name, line));
    EXPECT_EQ(found.upkeep, Texts{words});
    EXPECT_EQ(found.texts(), Texts{words}) << "a change of one key is one change";
}

INSTANTIATE_TEST_SUITE_P(
    Difference, UpkeepLine,
    ::testing::Values(Line{"store", "retention: {events: 60d}", "store.retention.events: 30d -> 60d"},
                      Line{"store", "retention: {attempts: 7d}", "store.retention.attempts: 30d -> 7d"},
                      Line{"store", "retention: {sync_log: 12h}", "store.retention.sync_log: 90d -> 12h"},
                      Line{"control", "token: 0123456789abcdef", "control.token changed"},
                      Line{"log", "level: debug", "log.level: info -> debug"},
                      Line{"log", "format: json", "log.format: text -> json"}));

TEST(Difference, NamesWhatReadingTakes)
{
    const std::string token = "token: 0123456789abcdef";
    EXPECT_EQ(between(section("control", token), section("control", token + "\n  read: token")).upkeep,
              Texts{"control.read: open -> token"});
}

class SubscriberLine : public ::testing::TestWithParam<Line>
{
};

TEST_P(SubscriberLine, HasItsWords)
{
    const auto& [name, line, words] = GetParam();
    const auto found = between(with_subscriber(), with_subscriber("    " + line + "\n"));
    EXPECT_EQ(found.texts(), Texts{"subscriber erp: " + words});
    EXPECT_EQ(found.subscribers.at(0).name, "erp");
    EXPECT_EQ(found.subscribers.at(0).kind, SubscriberDifference::Kind::changed);
}

INSTANTIATE_TEST_SUITE_P(
    Difference, SubscriberLine,
    ::testing::Values(
        Line{"", "where: {object.status: SHIPPED}", "where changed"},
        Line{"", "headers: {X-Team: supply}", "header X-Team added"},
        Line{"", "enabled: false", "enabled: true -> false"}, Line{"", "timeout: 5s", "timeout: 20s -> 5s"},
        Line{"", "retry: [1s, 90s]", "retry: [5s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 1d] -> [1s, 90s]"},
        Line{"", "jitter: 0%", "jitter: 20% -> 0%"}, Line{"", "max_in_flight: 1", "max_in_flight: 8 -> 1"},
        Line{"", "ordering: strict", "ordering: entity -> strict"},
        Line{"", "probe_interval_max: 5m", "probe_interval_max: 1m -> 5m"},
        Line{"", "hold_after: 1d", "hold_after: 5d -> 1d"},
        Line{"", "rate_limit: 50/min", "rate_limit: none -> 50 per 1m"},
        Line{"", "proxy: http://proxy:3128", "proxy: none -> http://proxy:3128"},
        Line{"", "max_connection_age: 1m", "max_connection_age: 5m -> 1m"},
        Line{"", "allow_http: true", "allow_http: false -> true"},
        Line{"", "allow_private_addresses: true", "allow_private_addresses: false -> true"}));

TEST(Difference, OfTheProxysPasswordIsToldButNotItsWords)
{
    const auto with = [](const std::string& login) {
        return with_subscriber("    proxy: {url: http://proxy:3128, " + login + "}\n");
    };
    const auto found = between(with("username: ann, password: one"), with("username: bob, password: two"));
    EXPECT_EQ(found.texts(), (Texts{"subscriber erp: proxy.username: ann -> bob",
                                    "subscriber erp: proxy.password changed"}));
}

TEST(Difference, OfTheDefaultsIsThatOfEverySubscriberThatFollowsThem)
{
    const auto defaults = with_subscriber() + "delivery: {timeout: 5s}\n";
    const auto own = with_subscriber("    timeout: 20s\n") + "delivery: {timeout: 5s}\n";
    EXPECT_EQ(between(with_subscriber(), defaults).texts(), Texts{"subscriber erp: timeout: 20s -> 5s"});
    EXPECT_TRUE(between(with_subscriber(), own).subscribers.empty());
}

TEST(Difference, TellsSubscribersAddedAndRemoved)
{
    const auto found = between(with_subscriber(), minimal);
    EXPECT_EQ(found.texts(), Texts{"subscriber erp removed (its deliveries are kept)"});
    EXPECT_EQ(found.subscribers.at(0).kind, SubscriberDifference::Kind::removed);
    EXPECT_EQ(between(minimal, with_subscriber()).texts(), Texts{"subscriber erp added"});
}

TEST(Difference, OfTheOrderOfSubscribersIsNone)
{
    const std::string crm =
        "  - {name: crm, url: 'https://crm.example.org/', secret: "
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=, "
        "events: ['*']}\n";
    const std::string erp =
        "  - {name: erp, url: 'https://erp.example.org/', secret: "
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=, "
        "events: ['*']}\n";
    const auto found =
        between(minimal + "subscribers:\n" + crm + erp, minimal + "subscribers:\n" + erp + crm);
    EXPECT_TRUE(found.subscribers.empty());
}

/// Texts of a change within the subscriber, in which `from` is replaced.
Texts replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto before = text;
    text.replace(text.find(from), from.size(), to);
    return between(before, text).texts();
}

TEST(Difference, CountsTheKeysOfARotation)
{
    const auto both = fmt::format("[{}, {}]", other_key, first_key);
    EXPECT_EQ(replaced(with_subscriber(), first_key, both),
              Texts{"subscriber erp: secret rotated (2 keys, was 1)"});
    EXPECT_EQ(replaced(with_subscriber(), first_key, other_key),
              Texts{"subscriber erp: secret rotated (1 key, was 1)"});
}

TEST(Difference, KnowsKeysOfBothKinds)
{
    const auto ed25519 = core::SigningKey::generate(true).reveal();
    EXPECT_EQ(replaced(with_subscriber(), first_key, ed25519),
              Texts{"subscriber erp: secret rotated (1 key, was 1)"});
}

TEST(Difference, TellsWhereAUrlLeadsAndNotItsPath)
{
    EXPECT_EQ(replaced(with_subscriber(), "erp.example.org/hooks", "hub.example.org/T0K3N"),
              Texts{"subscriber erp: url: https://erp.example.org/… -> https://hub.example.org/…"});
    EXPECT_EQ(replaced(with_subscriber(), "/hooks", "/T0K3N?key=s3cret"),
              Texts{"subscriber erp: url: another path of https://erp.example.org/…"});
}

TEST(Difference, TellsHeadersByNameAlone)
{
    const auto before = with_subscriber("    headers: {X-Old: a, X-Kept: b, X-Token: s3cret}\n");
    const auto after = with_subscriber("    headers: {X-Kept: b, X-Token: 0ther, X-New: c}\n");
    EXPECT_EQ(between(before, after).texts(),
              (Texts{"subscriber erp: header X-Old removed", "subscriber erp: header X-New added",
                     "subscriber erp: header X-Token changed"}));
}

TEST(Difference, OfEventsNamesThem)
{
    EXPECT_EQ(replaced(with_subscriber(), "[product.created]", "[stockMovement.*, inventory.adjusted]"),
              Texts{"subscriber erp: events: [product.created] -> [stockMovement.*, inventory.adjusted]"});
}

TEST(Difference, OfTheLoginNamesTheUserAndNotThePassword)
{
    EXPECT_EQ(replaced(minimal, "ann", "bob"), Texts{"openboxes.username: ann -> bob"});
    EXPECT_EQ(replaced(minimal, "secret", "hunter2"), Texts{"openboxes.password changed"});
    const std::string key =
        "openboxes:\n  url: https://boxes.example.org/openboxes\n  api_key: {header: X-Key, value: s3cret}\n";
    EXPECT_EQ(between(minimal, key).texts(), Texts{"openboxes: api_key instead of username and password"});
    EXPECT_EQ(between(key, minimal).texts(), Texts{"openboxes: username and password instead of api_key"});
    EXPECT_EQ(replaced(key, "X-Key", "X-Other"), Texts{"openboxes.api_key.header: X-Key -> X-Other"});
    EXPECT_EQ(replaced(key, "s3cret", "0ther"), Texts{"openboxes.api_key.value changed"});
}

TEST(Difference, SeesAnotherCertificateUnderTheSameName)
{
    const test::TempDir folder;
    folder.write("ca.pem", "old");
    folder.write("client.pem", "old");
    folder.write("client.key", "old");
    const auto text = with_subscriber(fmt::format(
        "    ca_file: {0}/ca.pem\n    client_certificate: {0}/client.pem\n    client_key: {0}/client.key\n",
        folder.path().string()));
    const auto before = loaded(text);
    folder.write("ca.pem", "new");
    folder.write("client.key", "new");
    EXPECT_EQ(differences(before, loaded(text)).texts(),
              (Texts{"subscriber erp: ca_file: another file is now at " + (folder / "ca.pem"),
                     "subscriber erp: client_key: another file is now at " + (folder / "client.key")}));
}

TEST(Difference, SeesAnotherCaOfOpenBoxes)
{
    const test::TempDir folder;
    folder.write("ca.pem", "old");
    const auto text = source("ca_file: " + (folder / "ca.pem"));
    const auto before = loaded(text);
    folder.write("ca.pem", "new");
    EXPECT_EQ(differences(before, loaded(text)).polling,
              Texts{"openboxes.ca_file: another file is now at " + (folder / "ca.pem")});
    EXPECT_EQ(between(minimal, text).polling, Texts{"openboxes.ca_file: none -> " + (folder / "ca.pem")});
}

TEST(Difference, SeesAnotherSecretInTheSameFile)
{
    const test::TempDir folder;
    folder.write("secret", first_key);
    auto text = with_subscriber();
    text.replace(text.find(first_key), std::string_view(first_key).size(),
                 "{file: " + (folder / "secret") + "}");
    const auto before = loaded(text);
    folder.write("secret", other_key);
    EXPECT_EQ(differences(before, loaded(text)).texts(),
              Texts{"subscriber erp: secret rotated (1 key, was 1)"});
}

}  // namespace
}  // namespace webhookd::config
