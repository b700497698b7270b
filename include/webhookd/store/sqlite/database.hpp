#pragma once
// One connection. Not thread-safe (SQLITE_OPEN_NOMUTEX): it may move between threads, but only one uses it at
// a time. Which pragmas a connection needs is its owner's business; this class knows no table.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "webhookd/store/sqlite/error.hpp"

struct sqlite3;

namespace webhookd::sqlite {

enum class Access
{
    read_write,  ///< created when missing
    read_only,   ///< never checkpoints, not even when it is the last to close (F-34)
    immutable,   ///< as read_only, and the caller vouches that nobody writes: needs no lock and no WAL files
};

enum class Checkpoint
{
    passive,   ///< what no reader still needs, without waiting
    truncate,  ///< everything, then shrink the WAL to nothing; waits for readers within the busy timeout
};

class Database
{
  public:
    /// SQLite reads the file at the first statement, so most damage is not noticed here. Throws Error.
    Database(const std::string& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Told of every error of this connection that says that the file is damaged, on the thread that uses the
    /// connection, before the error is thrown.
    void on_damage(std::function<void(const Error&)> listener) { on_damage_ = std::move(listener); }

    /// As the free function, and tells of damage.
    void check(int result, const char* sql) const;
    /// For what SQLite cannot see: a row holds what this program never writes. Throws Error.
    [[noreturn]] void report_damage(const std::string& message, const char* sql) const;

    /// Runs statements that have no parameters and whose rows nobody wants: pragmas, schema.
    void execute(const std::string& sql);

    /// The first column of the first row of a statement without parameters; for pragmas that answer. Throws
    /// Error when there is no row.
    std::int64_t integer(const std::string& sql);
    std::string text(const std::string& sql);

    void set_busy_timeout(std::chrono::milliseconds limit);
    /// Of the file, as SQLite has it: absolute, links resolved.
    std::string path() const;
    std::int64_t last_insert_rowid() const;
    /// Rows changed since the connection was opened, rolled back ones included.
    std::int64_t total_changes() const;
    bool in_transaction() const;
    /// True when opened read_write but the file or its directory only allowed reading.
    bool is_read_only() const;

    /// False when readers or a writer kept it from finishing; throws Error when it failed.
    bool checkpoint(Checkpoint mode);
    /// Whether a commit waits for the disk (PRAGMA synchronous, FULL or NORMAL). Not within a transaction.
    void sync_commits(bool sync);

    /// Frames in the WAL after the last commit of this connection.
    int wal_frames() const { return wal_frames_; }

    sqlite3* handle() const { return handle_; }

  private:
    friend class Transaction;
    friend class Savepoint;
    struct Control;

    [[noreturn]] void raise(const Error& error) const;

    sqlite3* handle_ = nullptr;
    std::function<void(const Error&)> on_damage_;
    int wal_frames_ = 0;
    std::optional<bool> syncs_;         ///< null: as SQLite was built
    std::unique_ptr<Control> control_;  ///< BEGIN, COMMIT and the like, prepared once
};

}  // namespace webhookd::sqlite
