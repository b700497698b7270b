#pragma once
// The other side of a Program: what runs in the process of its own.

namespace webhookd::jq {

/// The first argument of the program that makes it a worker.
inline constexpr auto worker_argument = "--jq-worker";

/// Answers on standard input, a socket, until that is closed. Gives up every right first: afterwards the
/// process can open nothing, connect to nothing, start nothing, and have no more than 64 MiB. Each answer may
/// take 250 ms of its processor time; then the kernel kills the process. Returns the exit status.
int run_worker();

}  // namespace webhookd::jq
