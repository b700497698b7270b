// The tolerant reading of openboxes-api.md 4.5, rule by rule, on the row shapes of 4.3, 4.4 and 4.6.

#include "openboxes/shipment_reading.hpp"

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

using core::ListedStatus;
using core::ShipmentStatus;

ShipmentReading read(std::string_view row)
{
    return read_shipment_status(JsonDocument::parse(row)->root());
}

TEST(ShipmentReading, RequestedStatusIsTheAnswer)  // rule 1
{
    const auto row = JsonDocument::parse(R"({"currentStatus":"PENDING","isPending":true})");
    const auto reading =
        read_shipment_status(row->root(), ListedStatus{ShipmentStatus::received, ShipmentStatus::received});
    EXPECT_EQ(reading.status, ShipmentStatus::received);
    EXPECT_TRUE(reading.exact);
}

TEST(ShipmentReading, ShipmentsOwnFieldsComeInOrder)  // rules 2 to 4
{
    const auto all =
        R"({"shipmentStatus":"RECEIVED","associations":{"shipment":{"status":"SHIPPED"}},"currentStatus":"PENDING"})";
    EXPECT_EQ(read(all).status, ShipmentStatus::received);
    EXPECT_EQ(read(R"({"associations":{"shipment":{"status":"SHIPPED"}},"currentStatus":"PENDING"})").status,
              ShipmentStatus::shipped);
    EXPECT_EQ(read(R"({"shipmentStatus":null,"currentStatus":"PARTIALLY_RECEIVED"})").status,
              ShipmentStatus::partially_received);
    EXPECT_EQ(read(R"({"shipmentStatus":{"enumType":"x.ShipmentStatusCode","name":"SHIPPED"}})").status,
              ShipmentStatus::shipped);
}

TEST(ShipmentReading, FlagsCountFromTheTop)  // rule 5
{
    EXPECT_EQ(read(R"({"isReceived":true,"isPartiallyReceived":true,"isPending":true})").status,
              ShipmentStatus::received);
    EXPECT_EQ(read(R"({"received":true,"shipped":true})").status, ShipmentStatus::received);
    EXPECT_EQ(read(R"({"isPartiallyReceived":true,"isShipped":true})").status,
              ShipmentStatus::partially_received);
    EXPECT_EQ(read(R"({"shipped":true})").status, ShipmentStatus::shipped);
    EXPECT_EQ(read(R"({"isPending":true,"statusCode":"DISPATCHED"})").status, ShipmentStatus::pending);
}

TEST(ShipmentReading, SlimInboundRowSaysShippedByElimination)  // rule 6, row of 4.4
{
    const auto reading =
        read(R"({"statusCode":"DISPATCHED","displayStatus":{"name":"SHIPPED"},"isReceived":false,
        "isPartiallyReceived":false,"isPending":false})");
    EXPECT_EQ(reading.status, ShipmentStatus::shipped);
    EXPECT_TRUE(reading.exact);
}

TEST(ShipmentReading, FlagsDecideWhateverTheRequestSays)  // rule 6: sent on OpenBoxes' own shipment page
{
    const auto reading = read(R"({"statusCode":"PACKED","displayStatus":{"name":"CHECKING"},"isReturn":false,
        "isReceived":false,"isPartiallyReceived":false,"isPending":false})");
    EXPECT_EQ(reading.status, ShipmentStatus::shipped);
    EXPECT_TRUE(reading.exact);
}

TEST(ShipmentReading, ReturnWithoutAShipmentIsNotShipped)  // 4.4: it carries the three flags as well
{
    const auto reading = read(R"({"statusCode":null,"displayStatus":{"name":"CHECKING"},"isReturn":true,
        "isReceived":false,"isPartiallyReceived":false,"isPending":false})");
    EXPECT_EQ(reading.status, ShipmentStatus::pending);
    EXPECT_FALSE(reading.exact);
}

ShipmentReading read_in_flight(std::string_view row)
{
    return read_shipment_status(JsonDocument::parse(row)->root(),
                                ListedStatus{ShipmentStatus::shipped, ShipmentStatus::partially_received});
}

TEST(ShipmentReading, FilteredListDecidesWhereTheRowKnowsItsRequestOnly)
{
    for (const auto* row : {R"({"statusCode":"PACKED","currentStatus":null})", R"({"id":"1"})"}) {
        EXPECT_EQ(read_in_flight(row).status, ShipmentStatus::shipped) << row;
        EXPECT_FALSE(read_in_flight(row).exact) << row;
    }
    EXPECT_EQ(read_in_flight(R"({"currentStatus":"PARTIALLY_RECEIVED"})").status,
              ShipmentStatus::partially_received);
}

TEST(ShipmentReading, ShipmentThatDeniesItsFilterIsNoProof)  // up to 0.8.18 filters are ignored
{
    for (const auto* row :
         {R"({"shipmentStatus":"PENDING"})", R"({"statusCode":"PACKED","isShipped":false})"}) {
        EXPECT_EQ(read_in_flight(row).status, ShipmentStatus::pending) << row;
        EXPECT_FALSE(read_in_flight(row).exact) << row;
    }
}

TEST(ShipmentReading, IssuedRequestProvesAtLeastShipped)  // rules 6 and 7
{
    for (const auto* row : {R"({"status":"ISSUED"})", R"({"statusCode":"DISPATCHED","isPending":false})",
                            R"({"statusCode":"DISPATCHED","status":"ISSUED","currentStatus":null})"}) {
        EXPECT_EQ(read(row).status, ShipmentStatus::shipped) << row;
        EXPECT_FALSE(read(row).exact) << row;
    }
}

TEST(ShipmentReading, LegacyReceivedRequestIsReceived)  // rule 7
{
    EXPECT_EQ(read(R"({"status":"RECEIVED"})").status, ShipmentStatus::received);
}

TEST(ShipmentReading, UnshippedRequestIsPendingAndProvesNoStepBack)  // rule 7
{
    for (const auto* row :
         {R"({"status":"PICKING","statusCode":"PICKING"})", R"({"statusCode":"PACKED","currentStatus":null})",
          R"({"status":{"enumType":"x.RequisitionStatus","name":"APPROVED"}})"}) {
        EXPECT_EQ(read(row).status, ShipmentStatus::pending) << row;
        EXPECT_FALSE(read(row).exact) << row;
        EXPECT_EQ(read(row).unknown_word, "") << row;
    }
}

TEST(ShipmentReading, DisplayStatusIsNeverRead)  // openboxes-api.md 4.4: it depends on who asks
{
    EXPECT_EQ(read(R"({"displayStatus":{"name":"RECEIVED"},"statusCode":"PACKED"})").status,
              ShipmentStatus::pending);
}

TEST(ShipmentReading, UnknownWordIsReportedAndTheNextRuleAsked)  // F-33
{
    const auto reading = read(R"({"shipmentStatus":"TELEPORTED","isPartiallyReceived":true})");
    EXPECT_EQ(reading.unknown_word, "TELEPORTED");
    EXPECT_EQ(reading.status, ShipmentStatus::partially_received);
    EXPECT_FALSE(reading.exact);
    EXPECT_EQ(read(R"({"statusCode":"TELEPORTING"})").unknown_word, "TELEPORTING");
    EXPECT_FALSE(read(R"({"statusCode":"TELEPORTING"})").exact);
}

TEST(ShipmentReading, RowWithoutAnyStatusProvesNothing)  // F-33: a renamed field is not a rollback
{
    for (const auto* row : {R"({"id":"1"})", R"({"statusCode":null,"isPending":false})",
                            R"({"status":"null"})", "[]", "null"}) {
        EXPECT_EQ(read(row).status, ShipmentStatus::pending) << row;
        EXPECT_FALSE(read(row).exact) << row;
    }
}

}  // namespace
}  // namespace webhookd::openboxes
