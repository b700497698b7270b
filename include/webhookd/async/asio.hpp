#pragma once
// The names every coroutine of the program uses. Narrow on purpose: each further Asio header costs compile
// time.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace webhookd {

namespace asio = boost::asio;

}  // namespace webhookd
