#pragma once
// The real daemon as a child process, for tests of whole programs: started, watched, killed. Its stderr goes
// to a file that a failing test prints. tests/crash kills it at counted system calls.

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace webhookd::test {

/// Something that several threads wait for: notify() after any change that a waiting predicate may look at.
struct Changes
{
    std::mutex mutex;
    std::condition_variable changed;

    void notify()
    {
        std::lock_guard lock(mutex);
        changed.notify_all();
    }

    /// False when `limit` passes first; a watchdog, not a measure.
    template <class Predicate>
    bool wait(Predicate predicate, std::chrono::seconds limit = std::chrono::seconds(30))
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, limit, predicate);
    }
};

class DaemonProcess
{
  public:
    /// Starts `command` (program and arguments) with stderr appended to `log_file`. `changes` is notified
    /// when it ends.
    DaemonProcess(const std::vector<std::string>& command, const std::string& log_file, Changes& changes);
    /// Kills and reaps what still runs.
    ~DaemonProcess();
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;

    pid_t pid() const { return pid_; }
    /// Nothing when it has ended.
    void signal(int number) const;
    /// Waits for the end and returns the status of waitpid(2).
    int wait();
    /// Whether it has ended; any thread.
    bool ended() const { return ended_; }

  private:
    pid_t pid_ = -1;
    Changes& changes_;
    std::atomic<bool> ended_ = false;
    int status_ = 0;
    std::thread reaper_;
};

}  // namespace webhookd::test
