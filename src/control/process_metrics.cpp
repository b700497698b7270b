// Processor time is from getrusage(2), memory and descriptors are from /proc/self.

#include "control/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace webhookd::control {

namespace {

double seconds(const timeval& time)
{
    constexpr double microsecond = 1e-6;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * microsecond;
}

void add_memory(Families& families)
{
    std::ifstream file("/proc/self/statm");  // pages: total, resident, …
    double total = 0;
    double resident = 0;
    if (!(file >> total >> resident)) return;
    families.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
    families.add(resident * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

void add_open_files(Families& families)
{
    std::error_code unreadable;
    const std::filesystem::directory_iterator files("/proc/self/fd", unreadable);
    if (unreadable) return;
    families.gauge("process_open_fds", "Number of open file descriptors.");
    families.add(
        static_cast<double>(std::distance(begin(files), end(files)) - 1));  // the folder itself is one
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    families.gauge("process_max_fds", "Maximum number of open file descriptors.");
    families.add(static_cast<double>(limit.rlim_cur));
}

}  // namespace

void add_process(Families& families)
{
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        families.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
        families.add(seconds(usage.ru_utime) + seconds(usage.ru_stime));
    }
    add_memory(families);
    add_open_files(families);
}

}  // namespace webhookd::control
