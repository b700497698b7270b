// One transaction per migration.

#include "webhookd/store/sqlite/migrate.hpp"

#include <string>

#include <fmt/format.h>

#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::sqlite {

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
    for (const auto& migration : migrations) {
        if (migration.version <= schema_version(database)) continue;
        Transaction transaction(database);
        database.execute(std::string(migration.sql));
        database.execute(fmt::format("PRAGMA user_version = {}", migration.version));
        transaction.commit();
    }
}

}  // namespace webhookd::sqlite
