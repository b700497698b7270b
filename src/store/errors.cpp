// Sorts SQLite's codes by their cause: space, permissions, disk, damage. Whatever is none of these is the
// write's own fault. In explain() they become advice to a person.

#include "webhookd/store/errors.hpp"

#include <cerrno>

#include <fmt/format.h>
#include <sqlite3.h>

#include "webhookd/store/sqlite/error.hpp"

namespace webhookd::store {

namespace {

WriteError::Kind kind_of(const sqlite::Error& error)
{
    if (error.is_damage()) return WriteError::Kind::damaged;
    switch (error.primary_code()) {
        case SQLITE_FULL:
            return WriteError::Kind::full;
        case SQLITE_READONLY:
            return WriteError::Kind::read_only;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
        case SQLITE_PERM:
        case SQLITE_NOMEM:
            return WriteError::Kind::io;
        default:
            return WriteError::Kind::refused;
    }
}

}  // namespace

WriteError describe(const std::exception& failure)
{
    if (const auto* error = dynamic_cast<const sqlite::Error*>(&failure))
        return {.kind = kind_of(*error), .message = error->what()};
    return {.kind = WriteError::Kind::refused, .message = failure.what()};
}

namespace {

/// SQLite tells a full disk by several codes: not every file beside the state file is written the same way.
bool has_no_space(const sqlite::Error& error)
{
    const int refused = error.system_error();
    return error.primary_code() == SQLITE_FULL || refused == ENOSPC || refused == EDQUOT || refused == EFBIG;
}

}  // namespace

std::string explain(const std::string& path, const std::exception& failure)
{
    const auto* error = dynamic_cast<const sqlite::Error*>(&failure);
    if (error == nullptr) return failure.what();
    if (has_no_space(*error)) {
        return fmt::format(
            "there is no space left for the state file {} and the files beside it: {}; free some "
            "space on its file system, or raise the limit that was set",
            path, failure.what());
    }
    switch (error->primary_code()) {
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:  // sqlite::Error::is_damage()
            return fmt::format(
                "the state file {} is damaged: {}; nothing is polled, sent or written: stop the "
                "daemon, then restore a backup, or save what is readable with `sqlite3 {} "
                ".recover`, or move it away to begin anew with a silent baseline (undelivered "
                "events in it are then lost); see docs/operations.md, The state file is damaged",
                path, failure.what(), path);
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return fmt::format(
                "the state file {} cannot be opened: {}; check that its directory exists and "
                "who may read and write both",
                path, failure.what());
        case SQLITE_BUSY:
            return fmt::format("the state file {} is locked by another program ({}); close that program",
                               path, failure.what());
        default:
            return fmt::format("the state file {} cannot be used: {}", path, failure.what());
    }
}

}  // namespace webhookd::store
