#pragma once
// Reading what somebody names, which may be without end.

#include <cstddef>
#include <istream>
#include <string>

namespace webhookd::core {

/// What the stream holds, read to its end or until it is more than `most` bytes: then it is longer than
/// that. The state of the stream says whether reading failed.
std::string read_at_most(std::istream& input, std::size_t most);

}  // namespace webhookd::core
