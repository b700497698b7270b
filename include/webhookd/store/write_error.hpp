#pragma once
// Why a write did not happen. An expected outcome, hence a value: disks fill up (F-38).

#include <exception>
#include <string>

namespace webhookd::store {

struct WriteError
{
    enum class Kind
    {
        full,       ///< no space, or a quota or file size limit
        read_only,  ///< the file or its file system became read-only
        io,         ///< an I/O error, or another program holds the file's lock
        damaged,    ///< the file is not what SQLite left there; a human must act
        refused,    ///< this write alone: it threw, or broke a constraint
        closed,     ///< the store is closing
    };
    Kind kind = Kind::io;
    std::string message;

    /// True when the cause is the file or the disk: every write fails until it is gone.
    bool is_environmental() const { return kind != Kind::refused && kind != Kind::closed; }
};

/// What an exception that the tables threw, or a COMMIT, means.
WriteError describe(const std::exception& failure);

}  // namespace webhookd::store
