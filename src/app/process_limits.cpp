// The soft limit of descriptors is raised to the hard one; without SIGXFSZ, write(2) fails with EFBIG.

#include "app/process_limits.hpp"

#include <sys/resource.h>

#include <csignal>

namespace webhookd::app {

void take_what_is_granted()
{
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        descriptors.rlim_cur = descriptors.rlim_max;
        setrlimit(RLIMIT_NOFILE, &descriptors);
    }
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace webhookd::app
