// One transaction per migration, with SQLite's defensive mode off meanwhile, so that one may rewrite the
// schema's text instead of copying a table.

#include "webhookd/store/sqlite/migrate.hpp"

#include <string>

#include <fmt/format.h>
#include <sqlite3.h>

#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::sqlite {

namespace {

/// While it lives, a statement may change the schema's text: where no row changes, that spares a migration
/// the copying of a table (sqlite.org/lang_altertable.html, 7).
class WritableSchema
{
  public:
    explicit WritableSchema(Database& database) : handle_(database.handle()) { set_defensive(0); }
    ~WritableSchema() { set_defensive(1); }
    WritableSchema(const WritableSchema&) = delete;
    WritableSchema& operator=(const WritableSchema&) = delete;

  private:
    void set_defensive(int on) { sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, on, nullptr); }

    sqlite3* handle_;
};

}  // namespace

NewerSchema::NewerSchema(int found, int known)
    : std::runtime_error(
          fmt::format("schema version {} is newer than {}, the newest this program knows", found, known)),
      found_(found),
      known_(known)
{
}

int schema_version(Database& database)
{
    return static_cast<int>(database.integer("PRAGMA user_version"));
}

void migrate(Database& database, std::span<const Migration> migrations)
{
    const int known = migrations.empty() ? 0 : migrations.back().version;
    if (const int found = schema_version(database); found > known) throw NewerSchema(found, known);
    const WritableSchema unlocked(database);
    for (const auto& migration : migrations) {
        if (migration.version <= schema_version(database)) continue;
        Transaction transaction(database);
        database.execute(std::string(migration.sql));
        database.execute(fmt::format("PRAGMA user_version = {}", migration.version));
        transaction.commit();
    }
}

}  // namespace webhookd::sqlite
