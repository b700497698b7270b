#pragma once
// One request and its answer on a connection that stands: write once, read until the message reader is
// content.

#include <memory>
#include <string_view>

#include "http/connection.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::http {

struct Exchange
{
    Outcome outcome;
    bool reusable = false;  ///< the connection may carry another exchange
    /// Nothing that came answers this request, if the connection was kept from an earlier one: the peer had
    /// left, gave the connection up (408), or what came was the rest of something else.
    bool untouched = false;
    bool unheard = false;  ///< not a byte came
};

/// `wire` must stay alive. `without_body`: the request was HEAD or CONNECT.
asio::awaitable<Exchange> exchange(Connection& connection, std::string_view wire, const Limits& limits,
                                   bool without_body);

}  // namespace webhookd::http
