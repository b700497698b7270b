#pragma once
// Text of others on its way to people: a terminal obeys control characters (8-bit ones too, U+009B is ESC [),
// some characters make a text read otherwise than it is (U+202E writes to the left), and a line break makes
// one line two. Here all of them are made visible. Every output to a terminal or a log goes through this.

#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"

namespace webhookd::core {

/// One line of UTF-8: what steers or deceives is written as \n, \xNN or \uNNNN, bytes that are no UTF-8 as
/// \xNN.
std::string printable(std::string_view text);

/// The same JSON, with what steers or deceives in its texts as \uNNNN.
std::string printable_json(std::string_view json);

/// `indent` as of Json::dump().
std::string dump_json(const OrderedJson& document, int indent = -1);

}  // namespace webhookd::core
