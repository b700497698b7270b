#include "webhookd/sqlite/error.hpp"

#include <utility>

#include <sqlite3.h>

#include <fmt/format.h>

namespace webhookd::sqlite {

Error::Error(int extended_code, const std::string& message, std::string sql)
    : std::runtime_error(fmt::format("{} (SQLite code {})", message, extended_code)),
      code_(extended_code),
      sql_(std::move(sql))
{
}

bool Error::is_damage() const
{
    return primary_code() == SQLITE_CORRUPT || primary_code() == SQLITE_NOTADB;
}

Error error_of(int result, sqlite3* database, const char* sql)
{
    const auto* message = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
    return {database != nullptr ? sqlite3_extended_errcode(database) : result, message,
            sql != nullptr ? sql : ""};
}

void check(int result, sqlite3* database, const char* sql)
{
    if (result != SQLITE_OK) throw error_of(result, database, sql);
}

}  // namespace webhookd::sqlite
