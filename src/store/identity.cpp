// The application id and the schema's version decide whose file it is.

#include "store/identity.hpp"

#include <fmt/format.h>

#include "store/migrations.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

namespace {

constexpr std::int64_t application_id = 0x4F425731;  // "OBW1", as in 0001_initial.sql
/// Of files from before the first release, whose schemas were numbered as those that came after.
constexpr std::int64_t unreleased_id = 0x4F425748;  // "OBWH"

}  // namespace

bool is_new(sqlite::Database& database)
{
    return database.integer("PRAGMA application_id") == 0 && sqlite::schema_version(database) == 0 &&
           database.integer("SELECT count(*) FROM sqlite_schema") == 0;
}

void expect_ours(sqlite::Database& database, const std::string& path)
{
    const auto found = database.integer("PRAGMA application_id");
    if (found == application_id) return;
    if (found == unreleased_id) {
        throw OpenError(fmt::format(
            "{} was written by an openboxes-webhookd from before the first release, and no release "
            "reads it; move it away, or set store.path to a new file, which begins with a silent "
            "baseline (undelivered events in the old one are then lost)",
            path));
    }
    throw OpenError(fmt::format(
        "{} is a database, but not a state file of openboxes-webhookd; set store.path to another file",
        path));
}

void expect_known_schema(sqlite::Database& database, const std::string& path)
{
    const int found = sqlite::schema_version(database);
    const int known = migrations().back().version;
    if (found <= known) return;
    throw OpenError(
        fmt::format("{} was written by a newer openboxes-webhookd (its schema is {}, this program knows {}); "
                    "upgrade the program, or restore the copy from before the upgrade",
                    path, found, known));
}

Source load_source(sqlite::Database& database)
{
    sqlite::Statement find(database, "SELECT id, url, epoch FROM source");
    auto row = find.query();
    if (!row.next()) row.report_damage("no row says whose file it is");
    return {.id = SourceId(row.get<std::int64_t>(0)),
            .url = row.get<std::string>(1),
            .epoch = row.get<std::string>(2)};
}

}  // namespace webhookd::store
