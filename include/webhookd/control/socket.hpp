#pragma once
// The Unix socket that our own commands use. Whoever may open the file may command the daemon, so its mode is
// 0660 and the folder around it decides who that is.

#include <string>

#include <boost/asio/local/stream_protocol.hpp>

#include "webhookd/async/asio.hpp"
#include "webhookd/http/server.hpp"

namespace webhookd::control {

class Socket
{
  public:
    /// Listens at `path`, in a folder that is made when missing; takes the place of a socket that a killed
    /// daemon left. Throws std::runtime_error, one sentence, when something listens there already, something
    /// else than a socket is there, or it cannot be made.
    Socket(const asio::any_io_executor& executor, std::string path);
    /// Removes the file, unless another one has taken its place.
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// Serves until cancelled. Call once.
    asio::awaitable<void> serve(http::Handler handler);

  private:
    std::string path_;
    std::uint64_t inode_ = 0;
    asio::local::stream_protocol::acceptor acceptor_;
};

}  // namespace webhookd::control
