// Connects to what is there before it binds: a socket at which nobody listens was left by a killed daemon,
// and is removed.

#include "webhookd/control/socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace webhookd::control {

namespace {

using asio::local::stream_protocol;

constexpr mode_t socket_mode = 0660;

std::runtime_error cannot_listen(const std::string& path, std::string_view why)
{
    return std::runtime_error(fmt::format("cannot listen at control.socket {}: {}", path, why));
}

std::runtime_error cannot_listen(const std::string& path, int error)
{
    return cannot_listen(path, fmt::format("{}; set it to a path where this user may make files",
                                           std::generic_category().message(error)));
}

/// The inode of the socket at `path`; 0 when there is nothing.
std::uint64_t inode_of(const std::string& path)
{
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// True when a process listens there. Does not wait: a full backlog is somebody, too.
bool somebody_listens(const std::string& path)
{
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (probe < 0) throw cannot_listen(path, errno);
    const stream_protocol::endpoint endpoint(path);
    const int result = connect(probe, endpoint.data(), static_cast<socklen_t>(endpoint.size()));
    const int error = result == 0 ? 0 : errno;
    close(probe);
    if (error == ECONNREFUSED) return false;
    if (error == 0 || error == EAGAIN || error == EINPROGRESS) return true;
    throw cannot_listen(path, error);
}

void remove_stale(const std::string& path)
{
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return;
    if (!S_ISSOCK(status.st_mode)) throw cannot_listen(path, "something that is no socket is there");
    if (somebody_listens(path)) {
        throw cannot_listen(path, "another process listens there already; two daemons need two sockets");
    }
    if (unlink(path.c_str()) != 0 && errno != ENOENT) throw cannot_listen(path, errno);
}

stream_protocol::acceptor listen_at(const asio::any_io_executor& executor, const std::string& path)
{
    stream_protocol::acceptor acceptor(executor);
    boost::system::error_code error;
    acceptor.open(stream_protocol(), error);
    if (!error) acceptor.bind(stream_protocol::endpoint(path), error);
    // Nobody can connect before listen(), so the mode is set in time.
    if (!error && chmod(path.c_str(), socket_mode) != 0) throw cannot_listen(path, errno);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw cannot_listen(path, error.value());
    return acceptor;
}

stream_protocol::acceptor open(const asio::any_io_executor& executor, const std::string& path)
{
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    if (error) throw cannot_listen(path, error.value());
    remove_stale(path);
    return listen_at(executor, path);
}

}  // namespace

Socket::Socket(const asio::any_io_executor& executor, std::string path)
    : path_(std::move(path)), acceptor_(open(executor, path_))
{
    inode_ = inode_of(path_);
}

Socket::~Socket()
{
    if (inode_ != 0 && inode_of(path_) == inode_) unlink(path_.c_str());
}

asio::awaitable<void> Socket::serve(http::Handler handler)
{
    return http::serve(std::move(acceptor_), std::move(handler), http::ServerLimits{});
}

}  // namespace webhookd::control
