// SQLite's backup API, step by step; each step is synced, so that the end of a large copy does not
// wait for all of it.

#include "webhookd/store/sqlite/backup.hpp"

#include <sqlite3.h>

namespace webhookd::sqlite {

namespace {

/// Puts what was written so far on the disk, so that the end of a large copy does not wait for all of it.
void sync(Database& database)
{
    sqlite3_file* file = nullptr;
    check(
        sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)),
        database.handle(), "sync");
    if (file != nullptr && file->pMethods != nullptr)
        check(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), nullptr, "sync");
}

}  // namespace

Backup::Backup(Database& source, const std::string& path) : target_(path, Access::read_write)
{
    // A copy that is not complete is worth nothing, so nothing needs to be rolled back.
    target_.execute("PRAGMA journal_mode = OFF");
    handle_ = sqlite3_backup_init(target_.handle(), "main", source.handle(), "main");
    if (handle_ == nullptr) check(sqlite3_errcode(target_.handle()), target_.handle(), "backup");
}

Backup::~Backup()
{
    sqlite3_backup_finish(handle_);
}

bool Backup::step(int pages)
{
    const int result = sqlite3_backup_step(handle_, pages);
    if (result == SQLITE_DONE) return true;
    check(result, target_.handle(), "backup");
    sync(target_);
    return false;
}

}  // namespace webhookd::sqlite
