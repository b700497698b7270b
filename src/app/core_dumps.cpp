// The limit and the flag of the process, both: where dumps go to a program, the kernel ignores the limit.

#include "app/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace webhookd::app {

void forbid_core_dumps()
{
    // Neither can fail for these values. The limit alone is not enough: the kernel ignores it when
    // core_pattern names a program.
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace webhookd::app
