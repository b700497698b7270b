#pragma once
// What a process used, as the kernel counts it.

#include <sys/types.h>

#include <chrono>
#include <cstdint>

namespace webhookd::bench {

/// User and system time of all its threads so far, at the resolution of nanoseconds.
std::chrono::nanoseconds cpu_time(pid_t process);

/// Resident memory, now and at its highest.
std::int64_t resident_bytes(pid_t process);
std::int64_t peak_resident_bytes(pid_t process);

constexpr double mebibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

}  // namespace webhookd::bench
