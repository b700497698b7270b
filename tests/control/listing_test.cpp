// The lists: `GET /v1/polls`, `/v1/events` and `/v1/deliveries`, a page at a time, and one event.

#include <optional>

#include <fmt/format.h>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include "control/control_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::control {
namespace {

class Listing : public ControlTest
{
  public:
    using Scenario = asio::awaitable<void> (*)(ControlTest& t);

    /// Runs it over five events for erp and five polls; the clock was set back after the third.
    void scenario(Scenario body)
    {
        body_ = body;
        ControlTest::scenario([](ControlTest& t) -> asio::awaitable<void> {
            co_await t.write(write_history);
            co_await static_cast<Listing&>(t).body_(t);
        });
    }

  private:
    static void write_history(store::Tables& tables)
    {
        const auto erp = tables.subscribers.ensure("erp");
        for (int k = 1; k <= 5; ++k) {
            const auto when = store::at(k <= 3 ? k + 10 : k);
            const auto entity = fmt::format("product:{}", k);
            const auto type = k == 2 ? "stockMovement.shipped" : "product.created";
            const auto seq =
                tables.events.add(store::an_event(fmt::format("evt_{}", k), entity, type), "products", when);
            tables.deliveries.add(seq.value(), erp, when);
            store::PollRecord poll;
            poll.stream = "products";
            poll.reach = "newest";
            poll.began_at = when;
            poll.ended_at = when + core::Duration(1500);
            tables.polls.add(poll);
        }
    }

    Scenario body_ = nullptr;
};

/// The values of `key` in all pages of a list, joined.
asio::awaitable<std::string> all_pages(ControlTest& t, std::string path, std::string list, std::string key)
{
    std::string joined;
    std::string before;
    do {
        const auto page = (co_await t.get(path + before)).body;
        for (const auto& row : page[list])
            joined += (joined.empty() ? "" : " ") + row[key].dump();
        before = page["next_before"].is_null() ? "" : "&before=" + page["next_before"].dump();
    } while (!before.empty());
    co_return joined;
}

TEST_F(Listing, EventsComeNewestFirstInPagesThatMissNone)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        EXPECT_EQ(co_await all_pages(t, "/v1/events?limit=2", "events", "seq"), "3 2 1 5 4");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?limit=1000", "events", "seq"), "3 2 1 5 4");
    });
}

TEST_F(Listing, DeliveriesComeInPagesThatMissNone)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path :
             {"/v1/deliveries?limit=2", "/v1/deliveries?limit=1&subscriber=erp&state=pending"})
            EXPECT_EQ(co_await all_pages(t, path, "deliveries", "id"), "5 4 3 2 1") << path;
    });
}

TEST_F(Listing, PollsComeInPagesThatMissNone)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path :
             {"/v1/polls?limit=2", "/v1/polls?limit=2&stream=products", "/v1/polls?limit=2&outcome=ok"})
            EXPECT_EQ(co_await all_pages(t, path, "polls", "id"), "5 4 3 2 1") << path;
        EXPECT_EQ((co_await t.get("/v1/polls?limit=1")).body["polls"][0]["duration_ms"], 1500);
    });
}

TEST_F(Listing, PageGoesOnThoughItsLastEventIsGone)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        EXPECT_EQ(co_await all_pages(t, "/v1/events?before=77", "events", "seq"), "5 4");
        EXPECT_EQ((co_await t.get("/v1/events?before=0")).body["events"].size(), 0U);
    });
}

TEST_F(Listing, EventsSayWhereTheyWent)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto event = (co_await t.get("/v1/events?entity=product:4")).body["events"][0];
        EXPECT_EQ(event["deliveries"], Json::parse(R"([{"id":4,"subscriber":"erp","state":"pending"}])"));
    });
}

TEST_F(Listing, SearchFindsTypesEntitiesAndEvents)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=stockMovement.shipped", "events", "seq"), "2");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=evt_4", "events", "seq"), "4");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=product:5", "events", "seq"), "5");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=5", "events", "seq"), "5");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=nothing", "events", "seq"), "");
    });
}

asio::awaitable<void> write_movement(ControlTest& t)
{
    co_await t.write([](store::Tables& tables) {
        auto event = store::an_event("evt_6", "stock-movement:6", "stockMovement.shipped");
        event.body = R"({"data":{"object":{"identifier":"412ABC","name":"Weekly round"}}})";
        const auto seq = tables.events.add(event, "movements", store::at(20)).value();
        tables.deliveries.add(seq, tables.subscribers.ensure("erp"), store::at(20));
    });
}

TEST_F(Listing, SearchFindsTextInBodiesWhateverItsCase)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await write_movement(t);
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=weekly%20ROUND", "events", "seq"), "6");
        EXPECT_EQ(co_await all_pages(t, "/v1/events?q=%22type%22&limit=2", "events", "seq"), "3 2 1 5 4");
    });
}

TEST_F(Listing, EventsAndDeliveriesBearTheNamesThatPeopleUse)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await write_movement(t);
        EXPECT_EQ((co_await t.get("/v1/events?limit=1")).body["events"][0]["title"], "412ABC Weekly round");
        EXPECT_EQ((co_await t.get("/v1/events/evt_6")).body["title"], "412ABC Weekly round");
        EXPECT_EQ((co_await t.get("/v1/deliveries?limit=1")).body["deliveries"][0]["title"],
                  "412ABC Weekly round");
        EXPECT_EQ((co_await t.get("/v1/events/evt_1")).body["title"], nullptr);
    });
}

TEST_F(Listing, EventIsShownWithItsBodyAndWhatItsDeliveriesWaitFor)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto event = (co_await t.get("/v1/events/evt_1")).body;
        EXPECT_EQ(event["body"]["type"], "test");
        EXPECT_EQ(event["deliveries"][0]["attempts"], Json::array());
        EXPECT_TRUE(event["deliveries"][0]["waits_for"].get<std::string>().starts_with("its next attempt"));
        EXPECT_EQ((co_await t.get("/v1/events/evt_99")).status, 404);
    });
}

TEST_F(Listing, EventSaysWhoIsNotSentItAndWhy)
{
    configured_.subscribers.push_back(
        {.name = "bi", .url = "https://bi.example.org/", .matcher = {{"inventory.*"}, {}}});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto not_sent = (co_await t.get("/v1/events/evt_1")).body["not_sent"];
        EXPECT_EQ(not_sent.size(), 2U) << "it is queued for erp: " << not_sent;
        EXPECT_EQ(not_sent[0]["subscriber"], "crm");
        EXPECT_TRUE(not_sent[0]["reason"].get<std::string>().contains("replay --missing"));
        EXPECT_EQ(not_sent[1]["subscriber"], "bi");
        EXPECT_TRUE(not_sent[1]["reason"].get<std::string>().contains("inventory.*")) << not_sent[1];
    });
}

TEST_F(Listing, DeliveryOfASubscriberThatIsNotSentToSaysSo)
{
    configured_.subscribers[0].enabled = false;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto delivery = (co_await t.get("/v1/deliveries?limit=1")).body["deliveries"][0];
        EXPECT_EQ(delivery["waits_for"], "its subscriber to be enabled in the configuration");
    });
}

TEST_F(Listing, EveryMistakeIs400AndNamesTheKey)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const std::vector<std::pair<std::string, std::string>> mistakes{
            {"/v1/events?limit=0", "limit"},          {"/v1/events?limit=1001", "limit"},
            {"/v1/events?limit=ten", "limit"},        {"/v1/events?since=2h", "since"},
            {"/v1/events?until=2026-06-02", "until"}, {"/v1/events?before=-1", "before"},
            {"/v1/events?limit=1&limit=2", "limit"},  {"/v1/deliveries?state=lost", "state"},
            {"/v1/polls?outcome=good", "outcome"},    {"/v1/polls?strea=products", "strea"},
        };
        for (const auto& [target, key] : mistakes) {
            const auto answered = co_await t.get(target);
            EXPECT_EQ(answered.status, 400) << target;
            EXPECT_TRUE(answered.body["error"].get<std::string>().starts_with(key)) << answered.body;
        }
    });
}

void add_event(store::Tables& tables, int number, std::string body)
{
    auto event = store::an_event(fmt::format("evt_more_{}", number), fmt::format("product:{}", number));
    event.body = std::move(body);
    tables.events.add(event, "products", store::at(number));
}

TEST_F(ControlTest, ListsOfManyEventsAreReadToTheirEnd)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            for (int i = 0; i < 350; ++i)
                add_event(tables, i, "{}");
        });
        const auto page = (co_await t.get("/v1/events?limit=340")).body;
        EXPECT_EQ(page["events"].size(), 340u);
        EXPECT_EQ(page["events"].back()["id"], "evt_more_10");
        const auto rest = (co_await t.get("/v1/events?limit=340&before=" + page["next_before"].dump())).body;
        EXPECT_EQ(rest["events"].size(), 10u);
        EXPECT_TRUE(rest["next_before"].is_null());
    });
}

TEST_F(ControlTest, SearchLooksThroughSoMuchTextAndNoMore)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            constexpr std::size_t long_text = std::size_t{4} * 1024 * 1024;
            add_event(tables, 0, "the very old needle");
            add_event(tables, 1, "the old needle");
            for (int i = 2; i < 8; ++i)
                add_event(tables, i, std::string(long_text, 'x'));
            add_event(tables, 8, "the new needle");
        });
        auto found = (co_await t.get("/v1/events?q=needle")).body["events"];
        EXPECT_EQ(found.size(), 3u);
        co_await t.write([](store::Tables& tables) {
            for (int i = 9; i < 12; ++i)
                add_event(tables, i, std::string(std::size_t{4} * 1024 * 1024, 'x'));
        });
        found = (co_await t.get("/v1/events?q=needle")).body["events"];
        EXPECT_EQ(found.size(), 1u);
        EXPECT_EQ(found.front()["id"], "evt_more_8");
    });
}

asio::awaitable<void> ask_into(ControlTest& t, std::string target, std::optional<Answered>& answered)
{
    answered = co_await t.get(std::move(target));
}

TEST_F(ControlTest, ReadingLeavesTheLoopToOthers)
{
    asio::io_context aside;
    store_ = std::make_unique<store::Store>(settings(), io_.get_executor(), aside.get_executor());
    api_ = std::make_unique<Api>(*store_, clock_, random_, configured_, actions());
    run([](ControlTest& t, asio::io_context& reading) -> asio::awaitable<void> {
        for (const auto* target : {"/v1/events?limit=1000", "/v1/events?q=x", "/v1/status", "/v1/polls"}) {
            std::optional<Answered> answered;
            async::TaskGroup asking(t.io_.get_executor());
            asking.spawn(ask_into(t, target, answered));
            for (int turn = 0; turn < 10; ++turn)
                co_await asio::post(t.io_, asio::deferred);
            EXPECT_FALSE(answered) << target;
            reading.restart();
            reading.run();
            co_await asking.join();
            EXPECT_EQ(answered.value().status, 200) << target;
        }
        t.api_.reset();
        co_await t.store_->close();
    }(*this, aside));
}

}  // namespace
}  // namespace webhookd::control
