#pragma once
// Tolerant reading of OpenBoxes' JSON (openboxes-api.md 8): keys with dots beside nested objects, enums as
// words or objects, numbers as text, empty associations `{"id":null}`. Nothing here throws; what cannot be
// read is absent.

#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/core/json_view.hpp"

namespace webhookd::core {

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

/// `{"id":…,"name":…}` of an association; null JSON for an empty one. A bare text becomes
/// {"id":null,"name":text}.
OrderedJson reference(const JsonView& row, std::string_view path);

}  // namespace webhookd::core
