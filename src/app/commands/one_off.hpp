#pragma once
// How a command awaits one thing: on an event loop of its own.

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "app/settings.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/http/client.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::app {

/// What `work` returns, or throws.
template <class Value>
Value run_alone(asio::io_context& io, asio::awaitable<Value> work)
{
    auto ended = asio::co_spawn(io, std::move(work), asio::use_future);
    io.run();
    return ended.get();
}

/// OpenBoxes, as one command asks it.
struct OneOffClient
{
    /// Throws std::runtime_error when openboxes.ca_file cannot be used.
    explicit OneOffClient(const config::OpenBoxes& openboxes)
        : http(io.get_executor(), resolver, api_http_settings(openboxes), user_agent()),
          api(openboxes.api, http, clock, random)
    {
    }

    asio::io_context io;  // destroyed last, as ThreadResolver demands
    async::SystemClock clock;
    async::Random random;
    async::ThreadResolver resolver;
    http::Client http;
    openboxes::Client api;
};

}  // namespace webhookd::app
