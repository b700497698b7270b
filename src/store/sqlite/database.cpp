// Opening sets what holds for every connection: extended codes, strict quotes, no automatic checkpoint, since
// the owner decides when. Every error of a connection passes through raise(), which tells of damage.

#include "webhookd/store/sqlite/database.hpp"

#include <sqlite3.h>

#include "store/sqlite/control.hpp"

namespace webhookd::sqlite {

namespace {

/// The path as a URI that asks SQLite to take no lock and look for no WAL.
std::string immutable_uri(const std::string& path)
{
    std::string uri = "file:";
    for (const char c : path) {
        switch (c) {
            case '%':
                uri += "%25";
                break;
            case '?':
                uri += "%3f";
                break;
            case '#':
                uri += "%23";
                break;
            default:
                uri += c;
        }
    }
    return uri + "?immutable=1";
}

int remember_wal_frames(void* wal_frames, sqlite3*, const char*, int frames)
{
    *static_cast<int*>(wal_frames) = frames;
    return SQLITE_OK;
}

/// Nobody asks what memory SQLite uses, and the counter is a lock that all threads take for every allocation.
void stop_counting_memory()
{
    [[maybe_unused]] static const int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Database::Database(const std::string& path, Access access)
{
    stop_counting_memory();
    const bool writes = access == Access::read_write;
    const int flags = (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      (access == Access::immutable ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    const auto name = access == Access::immutable ? immutable_uri(path) : path;
    const int result = sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr);
    try {
        check(result, nullptr);
        // Misspelt columns in double quotes must be errors, not strings.
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        if (!writes) sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        // Replaces the automatic checkpoint: the owner decides when, and only the owner of the writing
        // connection.
        sqlite3_wal_hook(handle_, remember_wal_frames, &wal_frames_);
        control_ = std::make_unique<Control>(*this);
    } catch (...) {
        control_.reset();
        sqlite3_close_v2(handle_);
        throw;
    }
}

Database::~Database()
{
    control_.reset();
    sqlite3_close_v2(handle_);
}

void Database::check(int result, const char* sql) const
{
    if (result != SQLITE_OK) raise(error_of(result, handle_, sql));
}

void Database::report_damage(const std::string& message, const char* sql) const
{
    raise(Error(SQLITE_CORRUPT, message, sql));
}

void Database::raise(const Error& error) const
{
    if (error.is_damage() && on_damage_) on_damage_(error);
    throw error;
}

void Database::execute(const std::string& sql)
{
    check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), sql.c_str());
}

std::int64_t Database::integer(const std::string& sql)
{
    Statement statement(*this, sql);
    auto rows = statement.query();
    if (!rows.next()) throw Error(SQLITE_DONE, "no row", sql);
    return rows.get<std::int64_t>(0);
}

std::string Database::text(const std::string& sql)
{
    Statement statement(*this, sql);
    auto rows = statement.query();
    if (!rows.next()) throw Error(SQLITE_DONE, "no row", sql);
    return rows.get<std::string>(0);
}

void Database::set_busy_timeout(std::chrono::milliseconds limit)
{
    check(sqlite3_busy_timeout(handle_, static_cast<int>(limit.count())), nullptr);
}

std::string Database::path() const
{
    return sqlite3_db_filename(handle_, "main");
}

std::int64_t Database::last_insert_rowid() const
{
    return sqlite3_last_insert_rowid(handle_);
}

std::int64_t Database::total_changes() const
{
    return sqlite3_total_changes64(handle_);
}

bool Database::in_transaction() const
{
    return sqlite3_get_autocommit(handle_) == 0;
}

bool Database::is_read_only() const
{
    return sqlite3_db_readonly(handle_, "main") == 1;
}

void Database::sync_commits(bool sync)
{
    if (sync == syncs_) return;
    execute(sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    syncs_ = sync;
}

bool Database::checkpoint(Checkpoint mode)
{
    int frames = 0;
    int done = 0;
    const int result = sqlite3_wal_checkpoint_v2(
        handle_, "main",
        mode == Checkpoint::truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &frames,
        &done);
    if ((result & 0xff) == SQLITE_BUSY) return false;
    check(result, "wal_checkpoint");
    if (frames == done)
        wal_frames_ = 0;  // the next commit starts the WAL anew unless a reader still needs it
    return frames == done;
}

}  // namespace webhookd::sqlite
