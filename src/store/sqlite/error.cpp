// One sentence out of SQLite's message, the system's reason where the system refused something, and the code.

#include "webhookd/store/sqlite/error.hpp"

#include <system_error>
#include <utility>

#include <sqlite3.h>

#include <fmt/format.h>

namespace webhookd::sqlite {

namespace {

/// Of the last operation, when it was the system that refused something.
int system_error_of(int extended_code, sqlite3* database)
{
    const int primary = extended_code & 0xff;
    const bool asked = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL;
    return database != nullptr && asked ? sqlite3_system_errno(database) : 0;
}

std::string words_of(int system_error)
{
    return system_error == 0 ? "" : ": " + std::system_category().message(system_error);
}

}  // namespace

Error::Error(int extended_code, const std::string& message, std::string sql, int system_error)
    : std::runtime_error(
          fmt::format("{}{} (SQLite code {})", message, words_of(system_error), extended_code)),
      code_(extended_code),
      sql_(std::move(sql)),
      system_error_(system_error)
{
}

bool Error::is_damage() const
{
    return primary_code() == SQLITE_CORRUPT || primary_code() == SQLITE_NOTADB;
}

Error error_of(int result, sqlite3* database, const char* sql)
{
    const auto* message = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
    const int code = database != nullptr ? sqlite3_extended_errcode(database) : result;
    return {code, message, sql != nullptr ? sql : "", system_error_of(code, database)};
}

void check(int result, sqlite3* database, const char* sql)
{
    if (result != SQLITE_OK) throw error_of(result, database, sql);
}

}  // namespace webhookd::sqlite
