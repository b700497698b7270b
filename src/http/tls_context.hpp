#pragma once
// The TLS side of ClientSettings: whom to trust, and who we are.

#include <boost/asio/ssl/context.hpp>

#include "webhookd/http/client.hpp"

namespace webhookd::http {

/// TLS 1.2 or newer, peers verified. Throws std::runtime_error with one sentence that names the file at
/// fault.
boost::asio::ssl::context make_tls_context(const ClientSettings& settings);

}  // namespace webhookd::http
