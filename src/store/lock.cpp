// flock() on a file beside the state file, into which the holder writes its process id for the message
// to the next one.

#include "store/lock.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace webhookd::store {

namespace {

/// The process id that the holder wrote, or "unknown".
std::string holder(int descriptor)
{
    std::array<char, 16> text{};
    const auto size = pread(descriptor, text.data(), text.size(), 0);
    const std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto end = pid.find('\n');
    return end == std::string::npos || end == 0 ? "unknown" : pid.substr(0, end);
}

}  // namespace

std::string linked_file(const std::string& path)
{
    std::error_code unreadable;
    if (!std::filesystem::is_symlink(path, unreadable)) return path;
    const auto target = std::filesystem::weakly_canonical(path, unreadable);
    return unreadable ? path : target.string();
}

Store::Lock::Lock(const std::string& state_path)
{
    const auto path = linked_file(state_path) + ".lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        throw OpenError(
            fmt::format("cannot create {}: {}; the directory of the state file must exist and be "
                        "writable by the daemon",
                        path, std::generic_category().message(errno)));
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const auto pid = holder(descriptor_);
        ::close(descriptor_);
        throw OpenError(
            fmt::format("the state file {} is in use by another openboxes-webhookd (process {}); stop that "
                        "one first, or give this one its own store.path",
                        state_path, pid));
    }
    // For people and for the message above; failing to write it (full disk) does not weaken the lock.
    const auto pid = fmt::format("{}\n", getpid());
    if (ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, pid.data(), pid.size(), 0) < 0) errno = 0;
}

Store::Lock::~Lock()
{
    ::close(descriptor_);
}

}  // namespace webhookd::store
