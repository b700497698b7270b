#pragma once
// URLs are values of core, so that the configuration accepts exactly what the client can use.

#include "webhookd/core/url.hpp"

namespace webhookd::http {

using core::encode_query_value;
using core::Url;

}  // namespace webhookd::http
