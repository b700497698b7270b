// What of Statement and Cursor is no template: binding and reading by SQLite's own types. A cursor that goes
// resets its statement and clears what was bound.

#include "webhookd/store/sqlite/statement.hpp"

#include <cassert>

#include <sqlite3.h>

namespace webhookd::sqlite {

Cursor::~Cursor()
{
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Cursor::next()
{
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    database_->check(result, sqlite3_sql(statement_));
    return false;
}

void Cursor::report_damage(const std::string& what) const
{
    database_->report_damage(what, sqlite3_sql(statement_));
}

bool Cursor::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Cursor::integer(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::string_view Cursor::bytes(int column) const
{
    // The blob accessor gives TEXT as its stored bytes as well, without a conversion; it is null when empty.
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Statement::Statement(Database& database, std::string_view sql) : database_(database)
{
    const char* rest = nullptr;
    const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement_, &rest);
    if (result != SQLITE_OK) database.check(result, std::string(sql).c_str());
    assert(statement_ != nullptr && "the SQL is empty");
}

Statement::~Statement()
{
    sqlite3_finalize(statement_);
}

void Statement::expect_idle([[maybe_unused]] std::size_t parameters) const
{
    assert(sqlite3_stmt_busy(statement_) == 0 && "a cursor of this statement is still open");
    assert(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_)) == parameters);
}

void Statement::bind_integer(int index, std::int64_t value)
{
    database_.check(sqlite3_bind_int64(statement_, index, value), sqlite3_sql(statement_));
}

void Statement::bind_text(int index, std::string_view value, Lifetime lifetime)
{
    // A null pointer would bind NULL instead of the empty text.
    const int result =
        sqlite3_bind_text64(statement_, index, value.data() != nullptr ? value.data() : "", value.size(),
                            lifetime == Lifetime::copied ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
    database_.check(result, sqlite3_sql(statement_));
}

void Statement::bind_blob(int index, std::string_view value, Lifetime lifetime)
{
    const int result =
        sqlite3_bind_blob64(statement_, index, value.data() != nullptr ? value.data() : "", value.size(),
                            lifetime == Lifetime::copied ? SQLITE_TRANSIENT : SQLITE_STATIC);
    database_.check(result, sqlite3_sql(statement_));
}

int Statement::run()
{
    Cursor rows(database_, statement_);
    while (rows.next()) {
    }
    return sqlite3_changes(database_.handle());
}

}  // namespace webhookd::sqlite
