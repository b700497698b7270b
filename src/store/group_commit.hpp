#pragma once
// One transaction of many writes. Knows nothing of threads and queues.

#include <memory>
#include <span>

#include "webhookd/store/tables.hpp"
#include "webhookd/store/writer.hpp"

namespace webhookd::store {

enum class CommitResult
{
    committed,
    nothing_written,  ///< the COMMIT had nothing to do, so it says nothing about the disk
    failed,           ///< the file or the disk got in the way of at least one write
};

/// Runs the jobs in one transaction; if one of them is refused, all of them again, each in its own savepoint.
/// Afterwards every job has its outcome: a job that was refused left nothing behind and the others are
/// durable; or the COMMIT failed, and all have failed. A job whose grouping is `alone` comes alone and runs
/// outside of any transaction.
CommitResult commit_group(Tables& tables, std::span<const std::unique_ptr<Job>> jobs);

}  // namespace webhookd::store
