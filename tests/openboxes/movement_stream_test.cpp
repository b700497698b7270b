// Stock movements of one facility, in the row shapes of all versions (openboxes-api.md 4).
#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

class Movements : public SourceTest
{
  protected:
    void build(Version version)
    {
        openboxes(version);
        depot_ = world().create_facility("Main depot");
        clinic_ = world().create_facility("Clinic");
    }
    std::string create()
    {
        simulator::NewMovement movement;
        movement.origin = depot_;
        movement.destination = clinic_;
        clock_.advance(std::chrono::seconds(1));
        return world().create_movement(movement);
    }
    Stream& outbound() { return stream(out_, Side::origin, {depot_, "Main depot"}); }
    Stream& inbound() { return stream(in_, Side::destination, {clinic_, "Clinic"}); }

    ApiResult<Scan> scan(Stream& stream, Reach reach, FindNews news = all_news)
    {
        return await(stream.scan({.reach = reach, .find_news = std::move(news)}));
    }
    /// Id and status of each row read.
    std::map<std::string, std::string> statuses(Stream& stream, Reach reach)
    {
        std::map<std::string, std::string> result;
        const auto read = scan(stream, reach);
        EXPECT_EQ(kind_of(read), "ok");
        for (const auto& sighting : read->news)
            result[sighting.seen.id] = sighting.seen.watched["status"];
        return result;
    }
    Confirmation confirm(Stream& stream, const std::string& id, std::string label = {})
    {
        core::Snapshot missing;
        missing.id = id;
        missing.label = std::move(label);
        auto answer = await(stream.confirm(missing));
        EXPECT_EQ(kind_of(answer), "ok");
        return answer.value_or(Confirmation());
    }
    std::string label_of(const std::string& id) { return world().movements.get(id).identifier; }
    void set_role(Role role) { world().users.edit(world().users.rows().front().id).role = role; }

    std::string depot_;
    std::string clinic_;

  private:
    Stream& stream(std::unique_ptr<Stream>& kept, Side side, const Facility& facility)
    {
        if (!kept) kept = movement_stream(client(), clock_, source_settings(), side, facility);
        return *kept;
    }
    std::unique_ptr<Stream> out_;
    std::unique_ptr<Stream> in_;
};

/// Every row shape: outbound rows; inbound detail rows (0.8.20 to 0.9.7); slim inbound rows (0.9.8).
class MovementShapes : public Movements, public ::testing::WithParamInterface<Version>
{
    void SetUp() override
    {
        Movements::SetUp();
        build(GetParam());
    }
};

TEST_P(MovementShapes, BothEndsTellTheShipmentStatus)
{
    const auto pending = create();
    const auto shipped = create();
    const auto partly = create();
    const auto received = create();
    for (const auto& id : {shipped, partly, received})
        world().ship(id);
    world().receive(partly, true);
    world().receive(received);
    auto expected = std::map<std::string, std::string>{
        {pending, "PENDING"}, {shipped, "SHIPPED"}, {partly, "PARTIALLY_RECEIVED"}, {received, "RECEIVED"}};
    EXPECT_EQ(statuses(outbound(), Reach::full), expected);
    auto arriving = statuses(inbound(), Reach::full);
    arriving.emplace(pending, "PENDING");  // without a shipment it is not on its way to anybody
    EXPECT_EQ(arriving, expected);
}

TEST_P(MovementShapes, OpenHoldsWhatIsInFlight)
{
    create();
    const auto shipped = create();
    const auto received = create();
    world().ship(shipped);
    world().ship(received);
    world().receive(received);
    for (auto* stream : {&outbound(), &inbound()}) {
        const auto open = scan(*stream, Reach::open);
        EXPECT_TRUE(open->certified);
        EXPECT_EQ(open->open_ids, (std::set<std::string, std::less<>>{shipped}));
    }
}

TEST_P(MovementShapes, IdlePollIsOneRequest)  // 2 per facility in the budget of the issue
{
    std::ignore = scan(outbound(), Reach::open, no_news);
    EXPECT_EQ(scan(outbound(), Reach::open, no_news)->requests, 1);
    EXPECT_EQ(scan(inbound(), Reach::open, no_news)->requests, 1);
}

TEST_P(MovementShapes, NewestFindsWhatWasShippedAndReceivedBetweenPolls)  // F-29
{
    const auto id = create();
    world().ship(id);
    world().receive(id);
    EXPECT_EQ(statuses(outbound(), Reach::newest)[id], "RECEIVED");
    EXPECT_EQ(statuses(inbound(), Reach::newest)[id], "RECEIVED");
}

TEST_P(MovementShapes, NewestFindsAnOldMovementThatWasShippedAndReceivedBetweenPolls)  // F-29
{
    const auto old = create();
    for (int i = 0; i < 60; ++i)
        world().ship(create());
    clock_.advance(std::chrono::hours(1));
    world().ship(old);
    world().receive(old);
    const auto only_old = [&](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (page[i].id == old) news.push_back(i);
        }
        return news;
    };
    std::ignore = scan(outbound(), Reach::open, no_news);  // signs in
    for (auto* stream : {&outbound(), &inbound()}) {
        const auto result = scan(*stream, Reach::newest, only_old);
        ASSERT_EQ(ids_of(*result), std::vector<std::string>{old});
        EXPECT_EQ(result->requests, 1) << "what it stands before was known";
        EXPECT_EQ(scan(*stream, Reach::newest, no_news)->requests, 1);
    }
}

TEST_P(MovementShapes, WhereThatSortIsRefusedTheLatestCreatedAreRead)
{
    const auto id = create();
    world().ship(id);
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/stockMovements*"});
    EXPECT_EQ(statuses(outbound(), Reach::newest)[id], "SHIPPED");
    EXPECT_EQ(scan(outbound(), Reach::newest, no_news)->requests, 1);
}

TEST_P(MovementShapes, ConfirmationFindsAReceivedMovement)
{
    const auto id = create();
    world().ship(id);
    world().receive(id);
    for (auto* stream : {&outbound(), &inbound()}) {
        const auto answer = confirm(*stream, id, label_of(id));
        ASSERT_EQ(answer.presence, Presence::found);
        EXPECT_EQ(answer.sighting->seen.watched["status"], "RECEIVED");
    }
}

TEST_P(MovementShapes, ConfirmationFindsARollback)
{
    const auto id = create();
    world().ship(id);
    world().roll_back(id);
    const auto answer = confirm(outbound(), id, label_of(id));
    ASSERT_EQ(answer.presence, Presence::found);
    EXPECT_EQ(answer.sighting->seen.watched["status"], "PENDING");
}

TEST_P(MovementShapes, BothEndsFillOriginAndDestination)
{
    const auto id = create();
    world().ship(id);
    for (auto* stream : {&outbound(), &inbound()}) {
        const auto result = scan(*stream, Reach::open);
        const auto& seen = result->news.front().seen;
        EXPECT_EQ(seen.origin_id, depot_);
        EXPECT_EQ(seen.destination_id, clinic_);
        EXPECT_EQ(seen.object["origin"]["name"], "Main depot");
        EXPECT_EQ(seen.object["destination"]["name"], "Clinic");
        EXPECT_EQ(seen.object["destination"]["id"], clinic_);
    }
}

INSTANTIATE_TEST_SUITE_P(Versions, MovementShapes,
                         ::testing::Values(Version{0, 8, 20}, Version{0, 9, 7}, Version{0, 9, 8}),
                         [](const auto& info) {
                             return "v" + std::to_string(info.param.major) + "_" +
                                    std::to_string(info.param.minor) + "_" + std::to_string(info.param.patch);
                         });

class NewMovements : public Movements
{
    void SetUp() override
    {
        Movements::SetUp();
        build({0, 9, 8});
    }
};

TEST_F(NewMovements, ObjectHasItsStableKeysAtBothEnds)
{
    const auto id = create();
    world().ship(id);
    std::vector<std::string> keys;
    for (auto* stream : {&outbound(), &inbound()}) {
        std::string line;
        const auto result = scan(*stream, Reach::open);
        const auto& object = result->news.front().seen.object;
        for (const auto& [key, value] : object.items())
            line += key + " ";
        keys.push_back(line);
        EXPECT_EQ(object["status"], "SHIPPED");
        EXPECT_EQ(object["dateCreated"].get<std::string>().substr(0, 10), "2026-06-02");
    }
    EXPECT_EQ(keys[0], keys[1]);
    EXPECT_TRUE(
        keys[0].starts_with("id identifier name description status requestStatus origin destination "));
}

TEST_F(NewMovements, DeletedMovementIsAbsent)
{
    const auto id = create();
    world().ship(id);
    const auto label = label_of(id);
    world().delete_movement(id);
    EXPECT_EQ(confirm(outbound(), id, label).presence, Presence::absent);
}

TEST_F(NewMovements, DeletedMovementIsAbsentForABrowserToo)  // openboxes-api.md 1.5: may list, not read
{
    const auto id = create();
    world().ship(id);
    const auto label = label_of(id);
    world().delete_movement(id);
    set_role(Role::browser);
    EXPECT_EQ(confirm(outbound(), id, label).presence, Presence::absent);
    openboxes().clear_log();
    confirm(outbound(), id, label);
    EXPECT_EQ(openboxes().count("/api/stockMovements/"), 0U);
}

TEST_F(NewMovements, BrowserConfirmsByTheList)
{
    const auto id = create();
    world().ship(id);
    world().receive(id);
    set_role(Role::browser);
    EXPECT_EQ(confirm(outbound(), id, label_of(id)).presence, Presence::found);
}

TEST_F(NewMovements, MovementWithoutALabelIsReadByItsId)
{
    const auto id = create();
    world().ship(id);
    EXPECT_EQ(confirm(outbound(), id).presence, Presence::found);
}

TEST_F(NewMovements,
       NotFoundAloneIsUnclear)  // a return order cannot be read by its id (openboxes-api.md 4.1)
{
    EXPECT_EQ(confirm(outbound(), "no-such-id").presence, Presence::unclear);
}

TEST_F(NewMovements, ReturnIsConfirmedByTheList)
{
    simulator::NewMovement movement;
    movement.origin = depot_;
    movement.destination = clinic_;
    movement.is_return = true;
    const auto id = world().create_movement(movement);
    world().ship(id);
    EXPECT_EQ(confirm(outbound(), id, label_of(id)).presence, Presence::found);
}

TEST_F(NewMovements, UnreachableServerIsAnErrorAndNoAnswer)
{
    openboxes().inject({.kind = FaultKind::unavailable, .path = "/api/stockMovements*", .times = 0});
    core::Snapshot missing;
    missing.id = "x";
    missing.label = "y";
    EXPECT_EQ(kind_of(await(outbound().confirm(missing))), "unreachable");
}

TEST_F(NewMovements, EmptyListWithArrayAsTotalIsCertified)  // openboxes-api.md 2: totalCount []
{
    const auto result = scan(outbound(), Reach::open);
    EXPECT_EQ(kind_of(result), "ok");
    EXPECT_TRUE(result->certified);
}

TEST_F(NewMovements, ShipmentWithoutRequestIsTracked)
{
    simulator::NewMovement movement;
    movement.origin = depot_;
    movement.destination = clinic_;
    movement.shipment_only = true;
    const auto id = world().create_movement(movement);
    world().ship(id);
    EXPECT_EQ(statuses(inbound(), Reach::open)[id], "SHIPPED");
}

TEST_F(NewMovements, StatusChangeDuringAScanIsSeenOnce)  // F-1
{
    std::vector<std::string> ids;
    for (int i = 0; i < 60; ++i)
        ids.push_back(create());
    auto small = movement_stream(client(), clock_, source_settings(20), Side::origin, {depot_, "Main depot"});
    int page = 0;
    openboxes().on_request([&](const test::Request& request) {
        if (request.path.ends_with("/stockMovements") && ++page == 2) world().ship(ids[50]);
    });
    const auto result = scan(*small, Reach::full);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->news.size(), 60U);
}

TEST_F(NewMovements, ScopeNamesFacilityAndDirection)  // F-12
{
    EXPECT_NE(outbound().info().scope, inbound().info().scope);
    EXPECT_EQ(outbound().info().name, "stock-movements/outbound/" + depot_);
}

class OldMovements : public Movements
{
    void SetUp() override
    {
        Movements::SetUp();
        build({0, 8, 18});
    }
};

TEST_F(OldMovements, ServerWithoutAStatusFilterListsEverythingAndOnlyFlightIsOpen)  // openboxes-api.md 9
{
    create();
    const auto shipped = create();
    world().ship(shipped);
    const auto open = scan(outbound(), Reach::open);
    EXPECT_EQ(kind_of(open), "ok");
    EXPECT_EQ(open->open_ids, (std::set<std::string, std::less<>>{shipped}));
}

TEST_F(OldMovements, MovementsOfOtherFacilitiesAreLeftOut)
{
    const auto other = world().create_facility("Other depot");
    simulator::NewMovement movement;
    movement.origin = other;
    movement.destination = clinic_;
    world().ship(world().create_movement(movement));
    const auto ours = create();
    world().ship(ours);
    const auto open = scan(outbound(), Reach::open);
    EXPECT_EQ(ids_of(*open), std::vector<std::string>{ours});
}

}  // namespace
}  // namespace webhookd::openboxes
