// One fsync through a descriptor of its own.

#include "bench/rig/sync_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace webhookd::bench {

void sync_file(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) throw std::system_error(errno, std::generic_category(), path);
    const bool synced = ::fsync(file) == 0;
    const int reason = errno;
    ::close(file);
    if (!synced) throw std::system_error(reason, std::generic_category(), path);
}

}  // namespace webhookd::bench
