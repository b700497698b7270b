// The commands that read: what `status`, `log`, `events`, `deliveries` and `subscribers` say of a state file.

#include <array>

#include <gtest/gtest.h>

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "support/program.hpp"
#include "webhookd/store/facts.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::test {
namespace {

/// What a terminal obeys, and what makes a text read otherwise than it is.
constexpr std::array hostile{"\x1b", "\r", "\u0085", "\u009b", "\u202e", "\u2028", "\u2066", "\ufeff"};

std::string steering(std::string text)
{
    for (const auto* part : hostile)
        text += part;
    return text;
}

core::Timestamp at(std::string_view text)
{
    return core::parse_timestamp(text).value();
}

core::Event event(std::string id, std::string_view time)
{
    return {
        .id = std::move(id),
        .type = "stockMovement.shipped",
        .entity = "stock-movement:a1",
        .body = R"({"type":"stockMovement.shipped","data":{"id":"a1","object":{"name":"\u202e\u009bJ"}}})",
        .occurred_at = at(time)};
}

void write_streams(store::StreamTable& streams)
{
    store::StreamRecord products;
    products.name = "products";
    products.scope = "v1;products";
    products.baselined_at = at("2026-06-01T00:00:00Z");
    products.last_success_at = at("2026-06-02T10:00:00Z");
    products.next_poll_at = at("2026-06-02T10:01:00Z");
    streams.put(products, 0);
    store::StreamRecord inventory;
    inventory.name = "inventory/1";
    inventory.last_error = steering("HTTP 500");
    inventory.failures = 3;
    streams.put(inventory, 0);
}

/// So many more, which are well: one stream for each.
void write_facilities(store::StreamTable& streams, int count)
{
    std::vector<store::Facility> facilities;
    for (int id = 101; id < 101 + count; ++id) {
        facilities.push_back({.id = std::to_string(id), .name = "Depot " + std::to_string(id)});
        store::StreamRecord record;
        record.name = "stock-movements/outbound/" + facilities.back().id;
        record.scope = "v1;movements";
        record.baselined_at = record.last_success_at = at("2026-06-02T10:00:00Z");
        streams.put(record, 0);
    }
    store::put_facilities(streams, facilities);
}

void write_polls(store::PollTable& polls)
{
    store::PollRecord poll;
    poll.stream = "products";
    poll.reach = "newest";
    poll.began_at = at("2026-06-02T10:00:00Z");
    poll.ended_at = at("2026-06-02T10:00:01Z");
    poll.rows = 100;
    polls.add(poll);
    poll.stream = "inventory/1";
    poll.began_at = at("2026-06-02T11:00:00Z");
    poll.ended_at = at("2026-06-02T11:00:01Z");
    poll.outcome = store::PollOutcome::failed;
    poll.error = steering("HTTP 500");
    polls.add(poll);
}

/// Two polled streams; two events about one movement for `erp`, the first tried once, the second behind it.
void write_history(store::Tables& tables)
{
    write_streams(tables.streams);
    write_polls(tables.polls);
    const auto erp = tables.subscribers.ensure("erp");
    const auto first = tables.events.add(event("evt_1", "2026-06-02T09:00:00Z"), "stock-movements/outbound/1",
                                         at("2026-06-02T09:00:30Z"));
    const auto second = tables.events.add(event("evt_2", "2026-06-02T09:30:00Z"),
                                          "stock-movements/outbound/1", at("2026-06-02T09:30:30Z"));
    for (const auto seq : {first.value(), second.value()}) {
        tables.deliveries.add(seq, erp, at("2026-06-02T09:00:30Z"));
    }
    const auto due = tables.deliveries.due(erp, at("2026-06-02T10:00:00Z"), 1, {});
    tables.deliveries.add_attempt({.delivery_id = due.at(0).id,
                                   .number = 1,
                                   .started_at = at("2026-06-02T09:00:31Z"),
                                   .duration = std::chrono::milliseconds(42),
                                   .outcome = "status",
                                   .status = 503,
                                   .detail = steering("HTTP 503"),
                                   .answer = steering("try later")});
    tables.deliveries.mark_retry(due.at(0).id, 1, at("2026-06-02T09:05:31Z"), steering("HTTP 503"));
}

class Reading : public testing::Test
{
  protected:
    /// With so many facilities beside the two streams.
    void make_state(int facilities = 0)
    {
        asio::io_context io;
        store::Store store(
            {.path = folder_ / "state.db", .source = "https://openboxes.example.org/openboxes"},
            io.get_executor());
        asio::co_spawn(io, fill(store, facilities), [](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
        });
        io.run();
    }

    Finished read(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", config_});
        return run(arguments);
    }

    Json read_json(std::vector<std::string> arguments)
    {
        arguments.emplace_back("--json");
        const auto finished = read(std::move(arguments));
        EXPECT_EQ(finished.status, 0) << finished;
        return finished.json();
    }

  private:
    static asio::awaitable<void> fill(store::Store& store, int facilities)
    {
        const auto written = co_await store.write([facilities](store::Tables& tables) {
            write_history(tables);
            if (facilities > 0) write_facilities(tables.streams, facilities);
            return true;
        });
        EXPECT_TRUE(written.has_value());
        co_await store.close();
    }

    TempDir folder_;
    std::string config_ = folder_.write("webhooks.yaml", R"(
openboxes:
  url: https://openboxes.example.org/openboxes
  username: webhooks
  password: {credential: openboxes-password}
store: {path: state.db}
control: {socket: control.sock}
subscribers:
  - name: erp
    url: https://erp.example.org/hooks
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    events: ["*"]
  - name: newcomer
    url: https://new.example.org/hooks
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    events: ["*"]
)");
};

TEST_F(Reading, NoStateFileYetIsAFailureWithASentence)
{
    for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                    {"log"},
                                                    {"events", "list"},
                                                    {"deliveries", "list"},
                                                    {"subscribers", "list"}}) {
        const auto finished = read(command);
        EXPECT_EQ(finished.status, 1) << finished;
        EXPECT_NE(finished.err.find("no state file"), std::string::npos) << finished;
    }
}

TEST_F(Reading, CredentialsOfTheServiceAreNotNeeded)
{
    make_state();
    EXPECT_EQ(read({"status"}).status, 0) << "the password is a credential, which only the service has";
    EXPECT_EQ(read({"check"}).status, 2) << "but check says that it cannot be read here";
}

TEST_F(Reading, StatusTellsOfStreams)
{
    make_state();
    const auto streams = read_json({"status"})["streams"];
    ASSERT_EQ(streams.size(), 2U);
    const auto& inventory = streams[0]["name"] == "inventory/1" ? streams[0] : streams[1];
    const auto& products = streams[0]["name"] == "products" ? streams[0] : streams[1];
    EXPECT_EQ(products["baselined"], true);
    EXPECT_EQ(products["last_success_at"], "2026-06-02T10:00:00Z");
    EXPECT_EQ(products["next_poll_at"], "2026-06-02T10:01:00Z");
    EXPECT_TRUE(products["last_error"].is_null());
    EXPECT_EQ(inventory["baselined"], false);
    EXPECT_TRUE(inventory["last_success_at"].is_null());
    EXPECT_EQ(inventory["last_error"], steering("HTTP 500"));
    EXPECT_EQ(inventory["failures"], 3);
}

TEST_F(Reading, StatusTellsOfSubscribersThatTheDaemonHasNotSeenYetToo)
{
    make_state();
    const auto subscribers = read_json({"status"})["subscribers"];
    ASSERT_EQ(subscribers.size(), 2U);
    EXPECT_EQ(subscribers[0]["name"], "erp");
    EXPECT_EQ(subscribers[0]["state"], "healthy");
    EXPECT_EQ(subscribers[0]["pending"], 2);
    EXPECT_EQ(subscribers[0]["dead"], 0);
    EXPECT_EQ(subscribers[0]["oldest_at"], "2026-06-02T09:00:30Z");
    EXPECT_EQ(subscribers[1]["name"], "newcomer");
    EXPECT_EQ(subscribers[1]["pending"], 0);
}

TEST_F(Reading, StatusForPeopleNamesStreamsAndSubscribers)
{
    make_state();
    const auto text = read({"status"}).out;
    for (const auto* word : {"products", "inventory/1", "erp", "newcomer", "requests/min"}) {
        EXPECT_NE(text.find(word), std::string::npos) << word << "\n" << text;
    }
}

TEST_F(Reading, ManyHealthyFacilitiesAreSummedUp)
{
    make_state(60);
    const auto text = read({"status"}).out;
    EXPECT_LT(std::ranges::count(text, '\n'), 25) << text;
    EXPECT_NE(text.find("and 60 streams of 60 facilities: 60 ok"), std::string::npos) << text;
    EXPECT_NE(text.find("HTTP 500"), std::string::npos) << text;
    EXPECT_EQ(text.find("Depot 107"), std::string::npos) << text;
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"status", "--all"}, {"streams", "list"}}) {
        const auto whole = read(command).out;
        EXPECT_NE(whole.find("Depot 107"), std::string::npos) << whole;
        EXPECT_NE(whole.find("stock-movements/outbound/107"), std::string::npos) << whole;
    }
    EXPECT_EQ(read_json({"streams", "list"})["streams"].size(), 62U);
}

TEST_F(Reading, LogIsNewestFirstAndFilters)
{
    make_state();
    const auto polls = read_json({"log"})["polls"];
    ASSERT_EQ(polls.size(), 2U);
    EXPECT_EQ(polls[0]["stream"], "inventory/1");
    EXPECT_EQ(polls[0]["outcome"], "failed");
    EXPECT_EQ(polls[0]["error"], steering("HTTP 500"));
    EXPECT_EQ(read_json({"log", "--stream", "products"})["polls"].size(), 1U);
    EXPECT_EQ(read_json({"log", "--stream", "inventory/"})["polls"].size(), 1U);
    EXPECT_EQ(read_json({"log", "--outcome", "failed"})["polls"].size(), 1U);
    EXPECT_EQ(read_json({"log", "--since", "2026-06-02T10:30:00Z"})["polls"].size(), 1U);
    EXPECT_EQ(read_json({"log", "--until", "2026-06-02T10:30:00Z"})["polls"].size(), 1U);
    EXPECT_EQ(read_json({"log", "--limit", "1"})["polls"].size(), 1U);
}

TEST_F(Reading, EventsListFilters)
{
    make_state();
    const auto events = read_json({"events", "list"})["events"];
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0]["id"], "evt_2");
    EXPECT_EQ(events[0]["type"], "stockMovement.shipped");
    EXPECT_EQ(read_json({"events", "list", "--entity", "a1"})["events"].size(), 2U);
    EXPECT_EQ(read_json({"events", "list", "--type", "product.created"})["events"].size(), 0U);
}

TEST_F(Reading, EventIsShownWithDeliveriesAndAttempts)
{
    make_state();
    const auto shown = read_json({"events", "show", "evt_1"});
    EXPECT_EQ(shown["body"]["data"]["id"], "a1");
    ASSERT_EQ(shown["deliveries"].size(), 1U);
    EXPECT_EQ(shown["deliveries"][0]["subscriber"], "erp");
    ASSERT_EQ(shown["deliveries"][0]["attempts"].size(), 1U);
    EXPECT_EQ(shown["deliveries"][0]["attempts"][0]["status"], 503);
    EXPECT_EQ(shown["deliveries"][0]["attempts"][0]["duration_ms"], 42);
}

TEST_F(Reading, ForeignTextCannotSteerTheTerminal)
{
    make_state();
    for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                    {"log"},
                                                    {"events", "list"},
                                                    {"events", "show", "evt_1"},
                                                    {"events", "show", "evt_\u009b2J\u202e"},
                                                    {"deliveries", "list"}}) {
        for (const bool json : {false, true}) {
            auto arguments = command;
            if (json) arguments.emplace_back("--json");
            const auto shown = read(arguments);
            for (const auto* foreign : hostile)
                EXPECT_EQ((shown.out + shown.err).find(foreign), std::string::npos) << shown;
        }
    }
    EXPECT_NE(read({"events", "show", "evt_1"}).out.find("try later\\x1b"), std::string::npos);
}

TEST_F(Reading, UnknownEventIsAFailure)
{
    make_state();
    const auto shown = read({"events", "show", "evt_3"});
    EXPECT_EQ(shown.status, 1) << shown;
    EXPECT_NE(shown.err.find("evt_3"), std::string::npos) << shown;
}

TEST_F(Reading, WaitingDeliverySaysWhatItWaitsFor)  // P4
{
    make_state();
    const auto deliveries = read_json({"deliveries", "list"})["deliveries"];
    ASSERT_EQ(deliveries.size(), 2U);
    EXPECT_EQ(deliveries[0]["event_id"], "evt_2");
    EXPECT_EQ(deliveries[0]["state"], "waiting");
    EXPECT_NE(deliveries[0]["waits_for"].get<std::string>().find("stock-movement:a1"), std::string::npos);
    EXPECT_EQ(deliveries[1]["state"], "pending");
    EXPECT_EQ(deliveries[1]["next_attempt_at"], "2026-06-02T09:05:31Z");
    EXPECT_EQ(deliveries[1]["last_error"], steering("HTTP 503"));
}

TEST_F(Reading, DeliveriesListFilters)
{
    make_state();
    EXPECT_EQ(read_json({"deliveries", "list", "--state", "waiting"})["deliveries"].size(), 1U);
    EXPECT_EQ(read_json({"deliveries", "list", "--subscriber", "newcomer"})["deliveries"].size(), 0U);
    EXPECT_EQ(read_json({"deliveries", "list", "--event", "evt_1"})["deliveries"].size(), 1U);
    EXPECT_EQ(read({"deliveries", "list", "--state", "lost"}).status, 2);
}

TEST_F(Reading, SubscribersListTellsTheBacklog)
{
    make_state();
    const auto subscribers = read_json({"subscribers", "list"})["subscribers"];
    ASSERT_EQ(subscribers.size(), 2U);
    EXPECT_EQ(subscribers[0]["pending"], 2);
}

TEST_F(Reading, FilterThatIsNoTimeIsBadUsage)
{
    make_state();
    EXPECT_EQ(read({"log", "--since", "yesterday"}).status, 2);
    EXPECT_EQ(read({"events", "list", "--limit", "0"}).status, 2);
}

}  // namespace
}  // namespace webhookd::test
