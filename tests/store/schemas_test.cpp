// State files as every schema left them: the next program opens them, migrates, and finds all that is owed
// (P1).

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "store/migrations.hpp"
#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

std::filesystem::path schema_file(std::int64_t version)
{
    return std::filesystem::path(PROJECT_SOURCE_DIR) / fmt::format("tests/store/schemas/{:04}.sql", version);
}

struct SchemasTest : StoreTest, ::testing::WithParamInterface<std::int64_t>
{
    /// The state file that a program of that schema left.
    void make_file(std::int64_t version)
    {
        std::ostringstream sql;
        sql << std::ifstream(schema_file(version)).rdbuf();
        sqlite::Database(path_, sqlite::Access::read_write).execute(sql.str());
    }
};

std::vector<std::int64_t> all_versions()
{
    std::vector<std::int64_t> versions;
    for (const auto& migration : migrations())
        versions.push_back(migration.version);
    return versions;
}

}  // namespace

TEST_P(SchemasTest, KeepsEveryEventAndDelivery)  // P1
{
    ASSERT_TRUE(std::filesystem::exists(schema_file(GetParam())))
        << "a new migration needs its state file here";
    make_file(GetParam());

    const auto tables = open_writer(settings());

    EXPECT_EQ(tables->database->integer("PRAGMA user_version"), all_versions().back());
    EXPECT_EQ(tables->events.list({}).size(), 4U);
    EXPECT_EQ(
        tables->database->text("SELECT group_concat(state) FROM (SELECT state FROM delivery ORDER BY id)"),
        "delivered,pending,waiting,dead");
    EXPECT_EQ(tables->database->integer("SELECT unfinished FROM delivery_count"), 2);
    EXPECT_EQ(tables->database->integer("SELECT dead FROM delivery_count"), 1);
    EXPECT_EQ(tables->database->text("SELECT value FROM meta WHERE key = 'epoch'"), "mfrggzdfmztwq2lk");
}

TEST_P(SchemasTest, BecomesTheSchemaOfANewFile)
{
    make_file(GetParam());
    const auto migrated = open_writer(settings());
    const auto fresh = open_writer({.path = directory_ / "new.db", .source = test_source});
    const auto schema = [](const Tables& tables) {
        return tables.database->text(
            "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY type, name)");
    };
    EXPECT_EQ(schema(*migrated), schema(*fresh));
    EXPECT_THROW(migrated->database->execute("UPDATE delivery SET state = 'lost'"), sqlite::Error);
    EXPECT_EQ(migrated->database->text("PRAGMA integrity_check"), "ok");
}

INSTANTIATE_TEST_SUITE_P(AllSchemas, SchemasTest, ::testing::ValuesIn(all_versions()));

}  // namespace webhookd::store
