#pragma once
// The routing table: every method and path the API has, with the keys it takes and the function that answers.

#include <string>
#include <string_view>
#include <vector>

#include "control/arguments.hpp"
#include "webhookd/async/asio.hpp"
#include "webhookd/control/view.hpp"

namespace webhookd::control {

struct ActionContext;

struct Route
{
    std::string_view method;
    std::string_view pattern;            ///< `/v1/events/{id}`: a name in braces takes one part of a path
    std::vector<std::string_view> keys;  ///< of the query (GET) or of the JSON body
    OrderedJson (*read)(const View&, const Arguments&) = nullptr;             ///< of a GET
    asio::awaitable<OrderedJson> (*act)(ActionContext, Arguments) = nullptr;  ///< of every other method
    bool shows_streams = false;  ///< it looks at Live::streams, which costs a look at each
};

const std::vector<Route>& routes();

/// A route and the parts of the path, percent-decoded, that its pattern names.
struct Match
{
    const Route* route = nullptr;
    PathParts parts;
};

/// What a route that changes something does, in the words of the command line: `subscribers pause`.
std::string action_name(const Route& route);

/// HEAD is a GET whose body nobody wants. Throws Refusal: 404, or 405 with the methods that there are.
Match find_route(std::string_view method, std::string_view path);

}  // namespace webhookd::control
