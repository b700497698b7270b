// Spawns the program and leaves a thread waiting for its end, so that a test waits for that as for any
// other change.

#include "support/daemon_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <system_error>

namespace webhookd::test {

DaemonProcess::DaemonProcess(const std::vector<std::string>& command, const std::string& log_file,
                             Changes& changes)
    : changes_(changes)
{
    std::vector<char*> arguments;
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    const int error = posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), command[0]);

    reaper_ = std::thread([this] {
        int status = 0;
        waitpid(pid_, &status, 0);
        std::lock_guard lock(changes_.mutex);
        status_ = status;
        ended_ = true;
        changes_.changed.notify_all();
    });
}

DaemonProcess::~DaemonProcess()
{
    signal(SIGKILL);
    reaper_.join();
}

void DaemonProcess::signal(int number) const
{
    if (!ended_) kill(pid_, number);
}

int DaemonProcess::wait()
{
    changes_.wait([this] { return ended(); });
    return status_;
}

}  // namespace webhookd::test
