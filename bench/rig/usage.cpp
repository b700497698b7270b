// Memory from /proc/PID/status, processor time from the clock that a process has.

#include "bench/rig/usage.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace webhookd::bench {

namespace {

std::int64_t status_bytes(pid_t process, std::string_view key)
{
    std::ifstream status(fmt::format("/proc/{}/status", process));
    for (std::string word; status >> word;) {
        std::int64_t kibibytes = 0;
        if (word == key && status >> kibibytes) return kibibytes * 1024;
    }
    throw std::runtime_error(fmt::format("process {} has ended", process));
}

}  // namespace

std::chrono::nanoseconds cpu_time(pid_t process)
{
    clockid_t clock = 0;
    timespec time{};
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
        throw std::runtime_error(fmt::format("process {} has ended", process));
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::int64_t resident_bytes(pid_t process)
{
    return status_bytes(process, "VmRSS:");
}

std::int64_t peak_resident_bytes(pid_t process)
{
    return status_bytes(process, "VmHWM:");
}

}  // namespace webhookd::bench
