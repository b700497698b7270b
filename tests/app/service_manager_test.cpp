#include "app/service_manager.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <string>

#include "support/temp_dir.hpp"

namespace webhookd::app {
namespace {

/// systemd's end of $NOTIFY_SOCKET.
class NotifySocket
{
  public:
    NotifySocket()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = folder_ / "notify";
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own idiom
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) throw "bind";
        setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~NotifySocket()
    {
        unsetenv("NOTIFY_SOCKET");
        close(socket_);
    }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    std::string receive() const
    {
        std::array<char, 4096> buffer{};
        const auto size = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
    }

  private:
    test::TempDir folder_;
    int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

TEST(ServiceManager, HearsThatTheDaemonIsReady)
{
    const NotifySocket systemd;
    service_manager::ready();
    EXPECT_EQ(systemd.receive(), "READY=1");
}

TEST(ServiceManager, HearsOfReloadingWithTheTimeThatNewerOnesWant)
{
    const NotifySocket systemd;
    service_manager::reloading();
    EXPECT_EQ(systemd.receive().find("RELOADING=1\nMONOTONIC_USEC="), 0U);
}

TEST(ServiceManager, HearsOfStoppingAndOfLife)
{
    const NotifySocket systemd;
    service_manager::stopping();
    EXPECT_EQ(systemd.receive(), "STOPPING=1");
    service_manager::feed_watchdog();
    EXPECT_EQ(systemd.receive(), "WATCHDOG=1");
}

TEST(ServiceManager, StatusCannotBecomeAnotherMessage)
{
    const NotifySocket systemd;
    service_manager::status("two\nREADY=1");
    EXPECT_EQ(systemd.receive(), "STATUS=two READY=1");
}

TEST(ServiceManager, SilenceWithoutOneIsNoError)
{
    unsetenv("NOTIFY_SOCKET");
    service_manager::ready();
    service_manager::status("x");
}

TEST(ServiceManager, WatchdogIsFedTwicePerLimit)
{
    setenv("WATCHDOG_USEC", "60000000", 1);
    setenv("WATCHDOG_PID", fmt::to_string(getpid()).c_str(), 1);
    EXPECT_EQ(service_manager::watchdog_interval(), std::chrono::seconds(30));
    setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(service_manager::watchdog_interval(), std::nullopt) << "meant for another process";
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    EXPECT_EQ(service_manager::watchdog_interval(), std::nullopt);
}

}  // namespace
}  // namespace webhookd::app
