#pragma once
// What every function of this module throws when SQLite refuses. Carries the extended result code and the SQL
// text, never bound values: those may be secrets or people's data, and errors end up in logs.

#include <stdexcept>
#include <string>

struct sqlite3;

namespace webhookd::sqlite {

class Error : public std::runtime_error
{
  public:
    Error(int extended_code, const std::string& message, std::string sql, int system_error = 0);

    /// Extended result code, e.g. SQLITE_IOERR_WRITE.
    int code() const { return code_; }
    /// Primary result code, e.g. SQLITE_IOERR.
    int primary_code() const { return code_ & 0xff; }
    /// The file is not what SQLite left there; a human must act.
    bool is_damage() const;
    /// errno of what the system refused; 0 when it was not asked, or SQLite does not tell.
    int system_error() const { return system_error_; }
    /// The statement that failed; empty when none was running.
    const std::string& sql() const { return sql_; }

  private:
    int code_;
    std::string sql_;
    int system_error_;
};

/// The Error that `database` reports for `result`. `database` may be null.
Error error_of(int result, sqlite3* database, const char* sql);

/// Throws the Error that `database` reports for `result`, unless `result` is SQLITE_OK. `database` may be
/// null.
void check(int result, sqlite3* database, const char* sql);

}  // namespace webhookd::sqlite
