#pragma once
// Tolerant reading of OpenBoxes' JSON (openboxes-api.md 8): keys with dots beside nested objects, enums as
// words or objects, numbers as text, empty associations `{"id":null}`. Nothing here throws; what cannot be
// read is absent. The find_… functions tell a value; the …_field functions the same as an event's `object`
// shows it: null when absent, one form over the versions of the API.

#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"
#include "webhookd/openboxes/json_view.hpp"

namespace webhookd::openboxes {

/// The value at `path` ("origin.id"): nested objects first, then the flat key that contains the dots. Null is
/// as good as absent.
std::optional<JsonView> find_value(const JsonView& row, std::string_view path);

/// A text; numbers and booleans as their JSON text; anything else is absent. Empty text is absent.
std::optional<std::string> find_text(const JsonView& row, std::string_view path);

/// An enum word: a text, or the `name` of `{"enumType","name"}`. The text "null" is absent, as some rows
/// print it.
std::optional<std::string> find_word(const JsonView& row, std::string_view path);

std::optional<bool> find_bool(const JsonView& row, std::string_view path);

/// A number, or a text that begins with one, up to its end or a space ("1200.00 USD").
std::optional<double> find_number(const JsonView& row, std::string_view path);

/// The default part of a localized name: "Depot|fr:Dépôt" is "Depot".
std::string default_name(std::string_view localized);

OrderedJson text_field(const JsonView& row, std::string_view path);
OrderedJson word_field(const JsonView& row, std::string_view path);
OrderedJson bool_field(const JsonView& row, std::string_view path);
/// Whole numbers stay whole.
OrderedJson number_field(const JsonView& row, std::string_view path);
OrderedJson number_value(double number);

/// A text, or the default name of an association: "Ana Diaz", {"name":"Depot|fr:Dépôt"}.
OrderedJson name_field(const JsonView& row, std::string_view path);

/// `{"id":…,"name":…}` of an association; null JSON for an empty one. A bare text becomes
/// {"id":null,"name":text}.
OrderedJson reference_field(const JsonView& row, std::string_view path);

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
