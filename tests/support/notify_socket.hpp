#pragma once
// systemd's end of $NOTIFY_SOCKET (sd_notify(3)).

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/temp_dir.hpp"

namespace webhookd::test {

class NotifySocket
{
  public:
    NotifySocket()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own idiom
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
            throw std::system_error(errno, std::generic_category(), path_);
    }
    ~NotifySocket() { close(socket_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// The value of $NOTIFY_SOCKET.
    const std::string& path() const { return path_; }

    /// The next message if there is one.
    std::optional<std::string> poll() { return receive(MSG_DONTWAIT); }
    /// Waits for it; null after shut_down().
    std::optional<std::string> wait() { return receive(0); }
    /// Ends wait() on another thread.
    void shut_down() { shutdown(socket_, SHUT_RDWR); }

  private:
    std::optional<std::string> receive(int flags)
    {
        std::array<char, 4096> buffer{};
        const auto size = recv(socket_, buffer.data(), buffer.size(), flags);
        if (size <= 0) return std::nullopt;
        return std::string(buffer.data(), static_cast<std::size_t>(size));
    }

    TempDir folder_;
    std::string path_ = folder_ / "notify";
    int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

}  // namespace webhookd::test
