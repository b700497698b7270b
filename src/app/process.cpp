// Limits and flags of the process. Where core dumps go to a program, the kernel ignores their limit, so that
// takes a flag too; without SIGXFSZ, write(2) fails with EFBIG.

#include "app/process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

namespace webhookd::app {

void forbid_core_dumps()
{
    // Neither can fail for these values. The limit alone is not enough: the kernel ignores it when
    // core_pattern names a program.
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

void raise_limits()
{
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        descriptors.rlim_cur = descriptors.rlim_max;
        setrlimit(RLIMIT_NOFILE, &descriptors);
    }
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace webhookd::app
