// open_read_only() of store.hpp: where this user may not make the files that SQLite needs beside a WAL
// database, the file is read alone, if no WAL was left.

#include <filesystem>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/opening.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::store {

namespace {

/// A closed file has no WAL; then, and only then, the file alone is the whole truth.
bool has_wal(const std::string& path)
{
    std::error_code unreadable;
    return std::filesystem::exists(path + "-wal", unreadable) || unreadable;
}

/// Reading a WAL database needs files beside it, which this user may not make (a backup on read-only media,
/// another user's directory).
bool is_about_files_beside(const sqlite::Error& error)
{
    return error.primary_code() == SQLITE_CANTOPEN || error.primary_code() == SQLITE_READONLY;
}

}  // namespace

std::unique_ptr<Tables> open_read_only(const std::string& path)
{
    if (access(path.c_str(), R_OK) != 0) {
        throw OpenError(
            fmt::format("cannot read the state file {}: {}", path, std::generic_category().message(errno)));
    }
    try {
        return open_reader(path, sqlite::Access::read_only);
    } catch (const sqlite::Error& error) {
        if (!is_about_files_beside(error)) throw OpenError(explain(path, error));
    }
    if (has_wal(path)) {
        throw OpenError(
            fmt::format("cannot read the state file {}: the daemon did not close it, and this user may not "
                        "write in its directory, which reading needs then; run this as the daemon's user",
                        path));
    }
    try {
        return open_reader(path, sqlite::Access::immutable);
    } catch (const sqlite::Error& error) {
        throw OpenError(explain(path, error));
    }
}

}  // namespace webhookd::store
