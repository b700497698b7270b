#pragma once
// Listens to what a daemon tells systemd, on a thread of its own, so that tests wait for "ready" and
// "reloaded" as systemd does.

#include <string>
#include <thread>

#include "support/daemon_process.hpp"
#include "support/notify_socket.hpp"

namespace webhookd::test {

class SystemdListener
{
  public:
    /// `changes` is notified after each message.
    explicit SystemdListener(Changes& changes) : changes_(changes), thread_([this] { listen(); }) {}
    ~SystemdListener()
    {
        socket_.shut_down();
        thread_.join();
    }
    SystemdListener(const SystemdListener&) = delete;
    SystemdListener& operator=(const SystemdListener&) = delete;

    /// `NOTIFY_SOCKET=…` for the environment of the daemon.
    std::string environment() const { return "NOTIFY_SOCKET=" + socket_.path(); }

    /// What was told so far; while holding the lock of `changes`.
    int ready() const { return ready_; }          ///< how often it was ready: after its start and each reload
    int reloading() const { return reloading_; }  ///< how often it began to reload
    const std::string& status() const { return status_; }

  private:
    void listen()
    {
        while (auto message = socket_.wait()) {
            const std::lock_guard lock(changes_.mutex);
            if (*message == "READY=1") ++ready_;
            if (message->starts_with("RELOADING=1\nMONOTONIC_USEC=")) ++reloading_;
            if (message->starts_with("STATUS=")) status_ = message->substr(7);
            changes_.changed.notify_all();
        }
    }

    Changes& changes_;
    NotifySocket socket_;
    int ready_ = 0;
    int reloading_ = 0;
    std::string status_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace webhookd::test
