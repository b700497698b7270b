// The rules of openboxes-api.md 4.5, from the surest to the guess: the shipment's own status, flags,
// elimination, the request behind it; what the list was asked for overrides or bounds them.

#include "openboxes/shipment_reading.hpp"

#include <algorithm>
#include <array>

#include "openboxes/fields.hpp"

namespace webhookd::openboxes {

namespace {

using core::ShipmentStatus;
using namespace std::string_view_literals;

/// Words of a requisition, of a return order, and the names the lists give them, that mean "not shipped".
constexpr std::array unshipped_words{
    "CREATED"sv, "EDITING"sv,    "PENDING_APPROVAL"sv, "APPROVED"sv,   "REJECTED"sv,  "VERIFYING"sv,
    "PICKING"sv, "PICKED"sv,     "PENDING"sv,          "CHECKING"sv,   "CANCELED"sv,  "DELETED"sv,
    "ERROR"sv,   "REQUESTING"sv, "REQUESTED"sv,        "VALIDATING"sv, "VALIDATED"sv, "CHECKED"sv,
    "PACKED"sv,  "REVIEWING"sv,  "IN_PROGRESS"sv,      "PLACED"sv};

bool is_issued(std::string_view word)
{
    return word == "ISSUED" || word == "DISPATCHED";
}

/// Rules 2 to 4: a field that holds the shipment's own status.
std::optional<ShipmentStatus> read_status_field(const JsonView& row, std::string& unknown_word)
{
    for (const auto* path : {"shipmentStatus", "associations.shipment.status", "currentStatus"}) {
        const auto word = find_word(row, path);
        if (!word) continue;
        if (const auto status = core::find_shipment_status(*word)) return status;
        if (unknown_word.empty()) unknown_word = *word;
    }
    return std::nullopt;
}

bool is_true(const JsonView& row, std::string_view path)
{
    return find_bool(row, path).value_or(false);
}

/// Rule 5: flags.
std::optional<ShipmentStatus> read_flags(const JsonView& row)
{
    if (is_true(row, "isReceived") || is_true(row, "received")) return ShipmentStatus::received;
    if (is_true(row, "isPartiallyReceived")) return ShipmentStatus::partially_received;
    if (is_true(row, "isShipped") || is_true(row, "shipped")) return ShipmentStatus::shipped;
    if (is_true(row, "isPending")) return ShipmentStatus::pending;
    return std::nullopt;
}

/// Rule 6: an inbound row that tells all three flags (openboxes-api.md 4.4) has a shipment, unless it is a
/// return; neither pending nor received, it is shipped, whatever the request behind it says.
bool is_shipped_by_elimination(const JsonView& row)
{
    const auto is_false = [&row](std::string_view path) { return find_bool(row, path) == false; };
    return is_false("isPending") && is_false("isReceived") && is_false("isPartiallyReceived") &&
           !is_true(row, "isReturn") && !is_false("isShipped");
}

/// Rule 7: the status of the request behind the movement, a guess.
ShipmentReading read_request_status(const JsonView& row)
{
    std::string unknown_word;
    for (const auto* path : {"statusCode", "status"}) {
        const auto word = find_word(row, path);
        if (!word) continue;
        if (*word == "RECEIVED")
            return {.status = ShipmentStatus::received, .exact = false, .unknown_word = {}};
        if (is_issued(*word)) return {.status = ShipmentStatus::shipped, .exact = false, .unknown_word = {}};
        const bool known = std::ranges::find(unshipped_words, *word) != unshipped_words.end();
        if (!known && unknown_word.empty()) unknown_word = *word;
    }
    return {.status = ShipmentStatus::pending, .exact = false, .unknown_word = std::move(unknown_word)};
}

ShipmentReading read_row(const JsonView& row)
{
    std::string unknown_word;
    ShipmentReading reading;
    if (const auto status = read_status_field(row, unknown_word))
        reading.status = *status;
    else if (const auto flagged = read_flags(row))
        reading.status = *flagged;
    else if (is_shipped_by_elimination(row))
        reading.status = ShipmentStatus::shipped;
    else
        reading = read_request_status(row);
    if (!unknown_word.empty()) reading.unknown_word = std::move(unknown_word);
    // Whatever the row says beside a word nobody knows (F-33) is a lower bound only.
    if (!reading.unknown_word.empty()) reading.exact = false;
    return reading;
}

}  // namespace

ShipmentReading read_shipment_status(const JsonView& row, std::optional<core::ListedStatus> listed)
{
    if (listed && listed->lowest == listed->highest)
        return {.status = listed->lowest, .exact = true, .unknown_word = {}};
    auto reading = read_row(row);
    if (!listed || (listed->lowest <= reading.status && reading.status <= listed->highest)) return reading;
    // Servers that ignore the filter always tell the shipment itself.
    const bool is_guess = !reading.exact && find_bool(row, "isShipped") != false;
    if (is_guess) reading.status = listed->lowest;
    reading.exact = false;
    return reading;
}

}  // namespace webhookd::openboxes
