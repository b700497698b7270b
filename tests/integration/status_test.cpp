// `status` of a daemon that has many facilities and few requests: it knows of every stream from the
// beginning.

#include <algorithm>
#include <set>

#include "integration/daemon_fixture.hpp"

namespace webhookd::test {
namespace {

class ManyFacilities : public DaemonTest
{
  protected:
    static constexpr int facilities = 14;

    void SetUp() override
    {
        polling = "{}";  // the defaults
        requests_per_minute = 50;
        openboxes.call([](OpenBoxes& server) {
            for (int i = 1; i < facilities; ++i)
                server.world().create_facility(fmt::format("Depot {}", i));
        });
    }

    /// The status, once `holds`.
    template <class Predicate>
    Json status(Predicate holds)
    {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < limit) {
            const auto finished = command({"status", "--json"});
            if (finished.status == 0 && holds(finished.json())) return finished.json();
        }
        ADD_FAILURE() << "the status did not become as expected\n" << log();
        return {};
    }

    /// The facilities are listed, and it is known how their adjustments are read.
    static bool knows_facilities(const Json& status)
    {
        const auto is_inventory = [](const Json& stream) {
            return stream["name"].get<std::string>().starts_with("inventory/");
        };
        return status["budget"]["facilities"] == facilities &&
               std::ranges::any_of(status["streams"], is_inventory);
    }

    static std::string note_of(const Json& stream)
    {
        return stream["note"].is_null() ? std::string() : stream["note"].get<std::string>();
    }
};

TEST_F(ManyFacilities, EveryStreamIsListedFromTheBeginning)
{
    launch();
    const auto status = this->status(knows_facilities);
    std::set<std::string> names;
    for (const auto& stream : status["streams"]) {
        names.insert(stream["name"]);
        EXPECT_TRUE(stream["baselined"].is_boolean()) << stream;
        if (stream["baselined"] == true) continue;
        const auto note = note_of(stream);
        const bool waits = note.starts_with("waiting for its first scan, ") && note.ends_with(" before it");
        EXPECT_TRUE(waits || note.starts_with("first scan: ")) << stream;
    }
    for (const auto* name : {"products", "purchase-orders", "facilities", "feeds/shipments"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_EQ(std::ranges::count_if(names, [](const auto& name) { return name.starts_with("inventory/"); }),
              facilities);
    EXPECT_EQ(std::ranges::count_if(names, [](const auto& name) { return name.starts_with("stock-"); }),
              2 * facilities);
    EXPECT_EQ(status["budget"]["needed_per_minute"], 0) << "auto takes what there is";
    EXPECT_EQ(status["budget"]["exceeded"], false);
}

TEST_F(ManyFacilities, AreReadAtAGlance)
{
    launch();
    status(knows_facilities);
    const auto text = command({"status"}).out;
    EXPECT_NE(text.find("waiting for its first scan, "), std::string::npos) << text;
    EXPECT_NE(text.find("Depot "), std::string::npos) << text;
    EXPECT_NE(text.find(" facilities: "), std::string::npos) << "the rest is summed up\n" << text;
}

TEST_F(ManyFacilities, IntervalsThatTheBudgetCannotKeepAreSaidToExceedIt)
{
    polling = "{products: 60s, stock_movements: 30s, purchase_orders: 60s, inventory: 60s}";
    launch();
    const auto budget = status(knows_facilities)["budget"];
    EXPECT_EQ(budget["needed_per_minute"], 2 + facilities * 5);
    EXPECT_EQ(budget["exceeded"], true);
}

TEST_F(ManyFacilities, FeedsThatTheAccountMayNotReadAreNamed)
{
    openboxes.call(
        [](OpenBoxes& server) { server.options().generic_api = simulator::GenericApi::forbidden; });
    launch();
    const auto found = status([](const Json& status) { return !status["feeds"]["note"].is_null(); });
    const auto note = found["feeds"]["note"].get<std::string>();
    EXPECT_TRUE(note.starts_with("not available (forbidden: ")) << note;
    EXPECT_NE(note.find("facilities are polled in turn"), std::string::npos) << note;
    EXPECT_NE(command({"status"}).out.find("feeds: not available ("), std::string::npos);
}

}  // namespace
}  // namespace webhookd::test
