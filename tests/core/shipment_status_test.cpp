// The words of a shipment's status.

#include "webhookd/core/shipment_status.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

TEST(ShipmentStatus, NamesAreReadBackAndOrdered)
{
    for (const auto status : {ShipmentStatus::pending, ShipmentStatus::shipped,
                              ShipmentStatus::partially_received, ShipmentStatus::received})
        EXPECT_EQ(find_shipment_status(to_string(status)), status);
    EXPECT_LT(ShipmentStatus::shipped, ShipmentStatus::partially_received);
    EXPECT_EQ(find_shipment_status("CREATED"), ShipmentStatus::pending);
    EXPECT_FALSE(find_shipment_status("TELEPORTED"));  // F-33
}

}  // namespace
}  // namespace webhookd::core
