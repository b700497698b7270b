// What systemd hears over $NOTIFY_SOCKET, and that without one nothing fails.

#include "app/service_manager.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "support/notify_socket.hpp"

namespace webhookd::app {
namespace {

/// What the program tells while $NOTIFY_SOCKET is set.
class Systemd
{
  public:
    Systemd() { setenv("NOTIFY_SOCKET", socket_.path().c_str(), 1); }
    ~Systemd() { unsetenv("NOTIFY_SOCKET"); }
    Systemd(const Systemd&) = delete;
    Systemd& operator=(const Systemd&) = delete;

    std::string receive() { return socket_.poll().value_or("nothing"); }

  private:
    test::NotifySocket socket_;
};

TEST(ServiceManager, HearsThatTheDaemonIsReady)
{
    Systemd systemd;
    service_manager::ready();
    EXPECT_EQ(systemd.receive(), "READY=1");
}

TEST(ServiceManager, HearsOfReloadingWithTheTimeThatNewerOnesWant)
{
    Systemd systemd;
    service_manager::reloading();
    EXPECT_EQ(systemd.receive().find("RELOADING=1\nMONOTONIC_USEC="), 0U);
}

TEST(ServiceManager, HearsOfStoppingAndOfLife)
{
    Systemd systemd;
    service_manager::stopping();
    EXPECT_EQ(systemd.receive(), "STOPPING=1");
    service_manager::feed_watchdog();
    EXPECT_EQ(systemd.receive(), "WATCHDOG=1");
}

TEST(ServiceManager, StatusCannotBecomeAnotherMessage)
{
    Systemd systemd;
    service_manager::status("two\nREADY=1");
    EXPECT_EQ(systemd.receive(), "STATUS=two\\nREADY=1");
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
