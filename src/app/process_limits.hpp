#pragma once
// What the system grants this process.

namespace webhookd::app {

/// Takes all the descriptors that may be had (the soft limit is 1,024 mostly, for programs that use select,
/// the hard one is not), and lets a limit on the size of files (RLIMIT_FSIZE) fail a write as a full disk
/// does, instead of ending the process.
void take_what_is_granted();

}  // namespace webhookd::app
