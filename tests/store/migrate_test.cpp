// Migrations run once each, and a failed one leaves the version before it.

#include "webhookd/store/sqlite/migrate.hpp"

#include <array>

#include <gtest/gtest.h>

#include "store/temp_database.hpp"

namespace webhookd::sqlite {

namespace {

constexpr std::array good{
    Migration{1, "0001_a.sql", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"},
    Migration{2, "0002_b.sql", "CREATE TABLE b (x INTEGER) STRICT;"}};
constexpr std::array broken{
    good[0],
    Migration{2, "0002_b.sql", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"}};

std::int64_t tables(Database& database)
{
    return database.integer("SELECT count(*) FROM sqlite_schema");
}

}  // namespace

TEST(Migrate, BringsANewFileToTheNewestVersion)
{
    TempDatabase file;
    migrate(file.database, good);
    EXPECT_EQ(schema_version(file.database), 2);
    EXPECT_EQ(tables(file.database), 2);
}

TEST(Migrate, AppliesOnlyWhatIsMissing)
{
    TempDatabase file;
    migrate(file.database, std::span(good).first(1));
    migrate(file.database, good);
    migrate(file.database, good);
    EXPECT_EQ(file.database.integer("SELECT count(*) FROM a"), 1);
}

TEST(Migrate, LeavesTheLastGoodVersionWhenAMigrationFails)
{
    TempDatabase file;
    EXPECT_THROW(migrate(file.database, broken), Error);
    EXPECT_EQ(schema_version(file.database), 1);
    EXPECT_EQ(tables(file.database), 1);
    EXPECT_FALSE(file.database.in_transaction());
}

TEST(Migrate, RefusesAFileNewerThanTheProgram)
{
    TempDatabase file;
    migrate(file.database, good);
    try {
        migrate(file.database, std::span(good).first(1));
        FAIL() << "version 2 was accepted by a program that knows version 1";
    } catch (const NewerSchema& refusal) {
        EXPECT_EQ(refusal.found(), 2);
        EXPECT_EQ(refusal.known(), 1);
    }
}

}  // namespace webhookd::sqlite
