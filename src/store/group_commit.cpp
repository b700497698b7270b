// Runs the group without savepoints first, which copy every page that changes; only when a job is refused is
// all undone and run again, each job in its savepoint.

#include "store/group_commit.hpp"

#include <algorithm>
#include <optional>

#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::store {

namespace {

/// The error when the job was refused; what it wrote is undone then.
std::optional<WriteError> run_one(Tables& tables, Job& job)
{
    try {
        sqlite::Savepoint savepoint(*tables.database);
        job.run(tables);
        savepoint.release();
        return std::nullopt;
    } catch (const std::exception& failure) {
        return describe(failure);
    }
}

struct GroupOutcome
{
    std::optional<WriteError> lost;  ///< the transaction's end, when nothing of it was kept
    bool environment_failed = false;
};

CommitResult run_alone(Tables& tables, Job& job)
{
    try {
        job.run(tables);
    } catch (const std::exception& failure) {
        job.fail(describe(failure));
    }
    return CommitResult::nothing_written;
}

/// In one transaction. False when one was refused; nothing is kept then.
bool run_together(Tables& tables, std::span<const std::unique_ptr<Job>> jobs)
{
    sqlite::Transaction transaction(*tables.database);
    for (const auto& job : jobs) {
        try {
            job->run(tables);
        } catch (const std::exception&) {
            return false;
        }
    }
    transaction.commit();
    return true;
}

GroupOutcome run_all(Tables& tables, std::span<const std::unique_ptr<Job>> jobs)
{
    GroupOutcome outcome;
    try {
        tables.database->sync_commits(
            std::ranges::any_of(jobs, [](const auto& job) { return job->grouping() != Grouping::relaxed; }));
        // A savepoint copies every page that its job changes, and hardly any job is refused.
        if (run_together(tables, jobs)) return outcome;
        sqlite::Transaction transaction(*tables.database);
        for (const auto& job : jobs) {
            const auto error = run_one(tables, *job);
            if (!error) continue;
            if (error->is_environmental()) outcome.environment_failed = true;
            job->fail(*error);
            // A full disk can end the whole transaction within a statement; the earlier jobs' work went with
            // it.
            if (!tables.database->in_transaction()) return {.lost = error, .environment_failed = true};
        }
        transaction.commit();
    } catch (const sqlite::Error& failure) {
        outcome = {.lost = describe(failure), .environment_failed = true};
    }
    return outcome;
}

}  // namespace

CommitResult commit_group(Tables& tables, std::span<const std::unique_ptr<Job>> jobs)
{
    if (jobs.front()->grouping() == Grouping::alone) return run_alone(tables, *jobs.front());
    const auto changes_before = tables.database->total_changes();
    const auto outcome = run_all(tables, jobs);
    if (outcome.lost) {
        for (const auto& job : jobs)
            job->fail(*outcome.lost);
    }
    if (outcome.environment_failed) return CommitResult::failed;
    return tables.database->total_changes() == changes_before ? CommitResult::nothing_written
                                                              : CommitResult::committed;
}

}  // namespace webhookd::store
