#pragma once
// Fields of a row as values of an event's `object`: null when absent, one form over the versions of the API.
// On top of core/json_reading.hpp, which finds them.

#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/core/json_view.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::openboxes {

OrderedJson text_field(const JsonView& row, std::string_view path);
OrderedJson word_field(const JsonView& row, std::string_view path);
OrderedJson bool_field(const JsonView& row, std::string_view path);
/// Whole numbers stay whole.
OrderedJson number_field(const JsonView& row, std::string_view path);
OrderedJson number_value(double number);
/// The number that a text begins with, up to its currency: 1200 of "1200.00 USD".
OrderedJson amount_field(const JsonView& row, std::string_view path);

/// A text, or the default name of an association: "Ana Diaz", {"name":"Depot|fr:Dépôt"}.
OrderedJson name_field(const JsonView& row, std::string_view path);

/// MM/dd/yyyy becomes yyyy-MM-dd; MM/dd/yyyy HH:mm XXX an instant in UTC; the rest stays.
OrderedJson date_field(const JsonView& row, std::string_view path);

/// When the day of MM/dd/yyyy is over in every zone; null for anything else.
std::optional<core::Timestamp> end_of_day(std::string_view text);

/// The day of an instant, as it is watched of an adjustment: `2026-06-02`.
std::string day_of(core::Timestamp instant);

/// All texts in a list of lists of texts, joined by "; "; a text alone; enum objects by their name.
OrderedJson joined_field(const JsonView& row, std::string_view path);

/// {"id","productCode","name"}.
OrderedJson product_reference(OrderedJson id, OrderedJson code, OrderedJson name);

}  // namespace webhookd::openboxes
