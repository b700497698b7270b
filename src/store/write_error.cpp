// Sorts SQLite's codes by their cause: space, permissions, disk, damage. Whatever is none of these is the
// write's own fault.

#include "webhookd/store/write_error.hpp"

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

}  // namespace webhookd::store
