// Answers recorded from a running OpenBoxes (tests/real_answers), read as the client and the streams read
// them.

#include <algorithm>
#include <fstream>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "openboxes/answer_reading.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_reader.hpp"

namespace webhookd::openboxes {
namespace {

JsonDocument recorded(const std::string& name)
{
    std::ifstream file(std::string(PROJECT_SOURCE_DIR) + "/tests/real_answers/" + name + ".json");
    return JsonDocument::parse(std::string(std::istreambuf_iterator<char>(file), {})).value();
}

/// What is seen of each row.
std::vector<core::Observation> observed(const std::string& name, const RowReader& reader)
{
    const auto answer = recorded(name);
    std::vector<core::Observation> rows;
    for (const auto& row : answer.root().find("body").value().find("data").value().elements()) {
        auto observed = reader.observe(row);
        EXPECT_EQ(observed.alarm, "") << observed.seen.label;
        rows.push_back(std::move(observed.seen));
    }
    return rows;
}

/// Identifier and status of each row.
std::map<std::string, std::string> statuses(const std::string& name, const RowReader& reader)
{
    std::map<std::string, std::string> result;
    for (const auto& row : observed(name, reader))
        result[row.label] = row.watched["status"];
    return result;
}

/// The answer as it came over the network.
http::Answer received(const std::string& name)
{
    const auto file = recorded(name);
    const auto told = Json::parse(file.root().dump());
    http::Answer answer;
    answer.status = told.at("status");
    for (const auto& [header, value] : told.at("headers").items())
        answer.headers.emplace_back(header, value.get<std::string>());
    const auto& body = told.at("body");
    answer.body = body.is_string() ? body.get<std::string>() : body.dump();
    return answer;
}

struct Refusal
{
    std::string answer;
    Reading::Kind kind;
    ApiErrorKind error;

    friend void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.answer; }
};

class RealRefusals : public testing::TestWithParam<Refusal>
{
};

TEST_P(RealRefusals, AreUnderstood)  // F-10, F-11, openboxes-api.md 1.3 and 8
{
    const auto reading = read_answer(received(GetParam().answer), {});
    EXPECT_EQ(reading.kind, GetParam().kind);
    EXPECT_EQ(reading.error.kind, GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, RealRefusals,
    testing::Values(Refusal{"unauthorized-302", Reading::Kind::no_session, ApiErrorKind::login_refused},
                    Refusal{"handleUnauthorized", Reading::Kind::no_session, ApiErrorKind::login_refused},
                    Refusal{"movement-detail-browser-forbidden", Reading::Kind::failed,
                            ApiErrorKind::forbidden},
                    Refusal{"handleForbidden", Reading::Kind::failed, ApiErrorKind::forbidden},
                    Refusal{"movement-detail-unknown", Reading::Kind::failed, ApiErrorKind::not_found},
                    Refusal{"order-unknown", Reading::Kind::failed, ApiErrorKind::not_found},
                    Refusal{"inventoryItems-404", Reading::Kind::failed, ApiErrorKind::not_found},
                    Refusal{"movements-no-direction", Reading::Kind::failed, ApiErrorKind::bad_request},
                    Refusal{"productSummary-no-location", Reading::Kind::failed, ApiErrorKind::server_error},
                    Refusal{"sort-unknown-500", Reading::Kind::failed, ApiErrorKind::server_error}),
    [](const auto& test) {
        auto name = test.param.answer;
        std::erase(name, '-');
        return name;
    });

TEST(RealAnswers, ListWithoutARowHasATotalThatIsAList)  // openboxes-api.md 2
{
    auto reading = read_answer(received("movements-none"), {});
    ASSERT_EQ(reading.kind, Reading::Kind::answer);
    const auto page = read_page(std::move(reading.body), 100);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->rows.empty());
    EXPECT_EQ(page->total.value_or(0), 0);
}

TEST(RealAnswers, ProductsTellWhenTheyWereCreated)  // openboxes-api.md 3
{
    std::map<std::string, std::string> created;
    for (const auto& product : observed("products-newest", product_rows()))
        created[product.label] = core::format_timestamp(product.created_at.value());
    EXPECT_EQ(created, (std::map<std::string, std::string>{{"SC10", "2026-11-30T02:36:42Z"},
                                                           {"00003", "2026-11-30T02:35:55Z"}}));
}

TEST(RealAnswers, OrdersTellTheirStatus)  // openboxes-api.md 5
{
    EXPECT_EQ(statuses("orders", order_rows()),
              (std::map<std::string, std::string>{
                  {"695MFN", "PENDING"}, {"364YQU", "PLACED"}, {"056MUC", "RECEIVED"}}));
}

TEST(RealAnswers, AdjustmentsAreNamedByTransactionAndProduct)  // openboxes-api.md 6.2
{
    const auto adjustments = observed("summary", summary_rows({.id = "1", .name = {}}));
    ASSERT_EQ(adjustments.size(), 5U);
    EXPECT_EQ(adjustments.front().id, "J8Q-2G1-Z0C:ff808081a22a4ae601a22a4f10660005");
    EXPECT_TRUE(std::ranges::all_of(
        adjustments, [](const auto& adjustment) { return adjustment.happened_at.has_value(); }));
}

TEST(RealAnswers, LevelsAreReadByProduct)  // openboxes-api.md 6.2
{
    std::map<std::string, int> levels;
    for (const auto& level : observed("productSummary", level_rows({.id = "1", .name = {}}, false)))
        levels[level.label] = level.watched["quantity"];
    EXPECT_EQ(levels,
              (std::map<std::string, int>{{"00001", 172}, {"00002", 55}, {"00003", 13}, {"SC10", 9}}));
}

TEST(RealAnswers, ListsOfMovementsAreReadAtBothEnds)
{
    const std::map<std::string, std::string> expected{
        {"197VNZ", "RECEIVED"}, {"435RQR", "SHIPPED"}, {"156GQC", "SHIPPED"}};
    EXPECT_EQ(statuses("movements-outbound", movement_rows(Side::origin, {.id = "1", .name = {}})), expected);
    EXPECT_EQ(statuses("movements-inbound", movement_rows(Side::destination, {.id = "2", .name = {}})),
              expected);
}

TEST(RealAnswers, MovementReadByItselfTellsItsStatus)  // openboxes-api.md 4.6
{
    const auto answer = recorded("movement-detail");
    const auto movement = answer.root().find("body").value().find("data").value();
    const auto seen = movement_rows(Side::origin, {.id = "1", .name = {}}).observe(movement).seen;
    EXPECT_EQ(seen.label, "197VNZ");
    EXPECT_EQ(seen.watched["status"], "RECEIVED");
}

TEST(RealAnswers, ReturnWithoutAShipmentIsNotShipped)
{
    const auto read = statuses("movements-inbound-supplier-and-return",
                               movement_rows(Side::destination, {.id = "1", .name = {}}));
    EXPECT_EQ(
        read,
        (std::map<std::string, std::string>{
            {"358EGK", "RECEIVED"}, {"516CCT", "PENDING"}, {"178XPZ", "RECEIVED"}, {"540GDJ", "RECEIVED"}}));
}

TEST(RealAnswers, BothEndsOfAShipmentSentOnItsOwnPageSayShipped)
{
    const auto answer = recorded("contradiction-986KVR");
    const Facility main{.id = "1", .name = "Main Warehouse"};
    const Facility second{.id = "ff808081a22a4ae601a22a4e84530000", .name = "Second Depot"};
    const auto outbound =
        movement_rows(Side::origin, main).observe(answer.root().find("outbound row").value());
    const auto inbound =
        movement_rows(Side::destination, second).observe(answer.root().find("inbound row").value());
    EXPECT_EQ(outbound.seen.watched["status"], "SHIPPED");
    EXPECT_EQ(inbound.seen.watched["status"], "SHIPPED");
    EXPECT_EQ(outbound.seen.id, inbound.seen.id);
    EXPECT_TRUE(outbound.wanted && inbound.wanted);
}

}  // namespace
}  // namespace webhookd::openboxes
