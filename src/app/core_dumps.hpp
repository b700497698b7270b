#pragma once
// The memory of this process holds passwords and signing secrets; a core dump would write them to a disk, or
// hand them to a program that reports crashes.

namespace webhookd::app {

/// From now on the kernel dumps no core of this process, whatever its limits and core_pattern say, and lets
/// no other process of the same user read its memory.
void forbid_core_dumps();

}  // namespace webhookd::app
