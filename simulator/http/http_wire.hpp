#pragma once
// How each Manner of an Answer becomes bytes: the part of TestHttpServer that writes. Private to
// tests/support.

#include <string>

#include "simulator/http/http_message.hpp"

namespace webhookd::test {

/// Status line and header fields with the empty line, framed as the answer's manner says.
/// `head_only` for answers to HEAD.
std::string serialize_head(const Answer& answer, bool keep_alive);

/// True for the manners after which the connection cannot go on.
bool ends_connection(const Answer& answer);

/// One chunk of a chunked body.
std::string chunk(std::string_view data);

/// Bytes that no HTTP client may take for an answer.
std::string garbage_bytes();

}  // namespace webhookd::test
