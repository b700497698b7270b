#pragma once
// What this process asks of the system for itself.

namespace webhookd::app {

/// The memory of this process holds passwords and signing secrets; a core dump would write them to a disk, or
/// hand them to a program that reports crashes. From now on the kernel dumps no core of this process,
/// whatever its limits and core_pattern say, and lets no other process of the same user read its memory.
void forbid_core_dumps();

/// Takes all the descriptors that may be had (the soft limit is 1,024 mostly, for programs that use select,
/// the hard one is not), and lets a limit on the size of files (RLIMIT_FSIZE) fail a write as a full disk
/// does, instead of ending the process.
void raise_limits();

}  // namespace webhookd::app
