#pragma once
// Holds a webhook's body against the catalogue of event types, strictly: a key that the catalogue does not
// know is a problem here, though receivers must bear it.

#include <string>
#include <string_view>
#include <vector>

namespace webhookd::test {

/// One sentence per breach of the schema; empty when the body keeps it.
std::vector<std::string> payload_problems(std::string_view body);

using PayloadCheck = decltype(&payload_problems);

}  // namespace webhookd::test
