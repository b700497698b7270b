#pragma once
// Why the state file cannot be used, and why a write did not happen.

#include <exception>
#include <stdexcept>
#include <string>

namespace webhookd::store {

/// The state file cannot be used. One sentence for a human: what is wrong and what to do.
class OpenError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// What a failure of the file means to the person who started the program, and what to do. Of any other
/// failure, its own words.
std::string explain(const std::string& path, const std::exception& failure);

/// An expected outcome, hence a value: disks fill up (F-38).
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
