// Answers recorded from a running OpenBoxes (0.9.9-SNAPSHOT, November 2026), read as the streams read them.

#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "openboxes/row_readers.hpp"

namespace webhookd::openboxes {
namespace {

JsonDocument recorded(const std::string& name)
{
    std::ifstream file(std::string(PROJECT_SOURCE_DIR) + "/tests/openboxes/real_answers/" + name + ".json");
    return JsonDocument::parse(std::string(std::istreambuf_iterator<char>(file), {})).value();
}

/// Identifier and status of each row.
std::map<std::string, std::string> statuses(const std::string& name, const RowReader& reader)
{
    const auto answer = recorded(name);
    std::map<std::string, std::string> result;
    for (const auto& row : answer.root().find("body").value().find("data").value().elements()) {
        const auto observed = reader.observe(row);
        EXPECT_EQ(observed.alarm, "") << observed.seen.label;
        result[observed.seen.label] = observed.seen.watched["status"];
    }
    return result;
}

TEST(RealAnswers, ListsOfMovementsAreReadAtBothEnds)
{
    const std::map<std::string, std::string> expected{
        {"197VNZ", "RECEIVED"}, {"435RQR", "SHIPPED"}, {"156GQC", "SHIPPED"}};
    EXPECT_EQ(statuses("movements-outbound", movement_rows(Side::origin, {.id = "1", .name = {}})), expected);
    EXPECT_EQ(statuses("movements-inbound", movement_rows(Side::destination, {.id = "2", .name = {}})),
              expected);
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
