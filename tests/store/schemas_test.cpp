// State files as every schema left them: the next program opens them, migrates, and finds all that is owed
// (P1). Those from before the first release are refused.

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "store/migrations.hpp"
#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

std::string content(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path rows_of(const std::string& schema)
{
    return std::filesystem::path(PROJECT_SOURCE_DIR) / "tests/store/schemas" / (schema + ".sql");
}

struct UnreleasedSchemaTest : StoreTest
{
    UnreleasedSchemaTest()
    {
        sqlite::Database(path_, sqlite::Access::read_write).execute(content(rows_of("unreleased")));
    }

    template <class Open>
    static std::string refusal(Open open)
    {
        try {
            open();
        } catch (const OpenError& error) {
            return error.what();
        }
        return "the file was accepted";
    }
};

struct SchemasTest : StoreTest, ::testing::WithParamInterface<std::int64_t>
{
    /// The state file that a program of that schema left.
    void make_file(std::int64_t version)
    {
        sqlite::Database file(path_, sqlite::Access::read_write);
        sqlite::migrate(file, migrations().first(static_cast<std::size_t>(version)));
        file.execute(content(rows_of(fmt::format("{:04}", version))));
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

TEST_F(UnreleasedSchemaTest, IsRefusedAndLeftAsItWas)
{
    const auto before = content(path_);
    const auto expected = fmt::format(
        "{} was written by an openboxes-webhookd from before the first release, and no release reads it; "
        "move "
        "it away, or set store.path to a new file, which begins with a silent baseline (undelivered events "
        "in "
        "the old one are then lost)",
        path_);
    EXPECT_EQ(refusal([this] { Store store(settings(), io_.get_executor()); }), expected);
    EXPECT_EQ(refusal([this] { open_read_only(path_); }), expected);
    EXPECT_EQ(content(path_), before);
    EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
}

TEST_P(SchemasTest, KeepsEveryEventAndDelivery)  // P1
{
    ASSERT_TRUE(std::filesystem::exists(rows_of(fmt::format("{:04}", GetParam()))))
        << "a new migration needs its rows here";
    make_file(GetParam());

    const auto tables = open_writer(settings());

    EXPECT_EQ(tables->database->integer("PRAGMA user_version"), all_versions().back());
    EXPECT_EQ(tables->events.list({}).size(), 4U);
    EXPECT_EQ(
        tables->database->text("SELECT group_concat(state) FROM (SELECT state FROM delivery ORDER BY id)"),
        "delivered,pending,waiting,dead");
    EXPECT_EQ(tables->database->integer("SELECT unfinished FROM delivery_count"), 2);
    EXPECT_EQ(tables->database->integer("SELECT dead FROM delivery_count"), 1);
    EXPECT_EQ(tables->database->text("SELECT epoch FROM source"), "mfrggzdfmztwq2lk");
    EXPECT_EQ(tables->database->text("PRAGMA integrity_check"), "ok");
}

INSTANTIATE_TEST_SUITE_P(AllSchemas, SchemasTest, ::testing::ValuesIn(all_versions()));

}  // namespace webhookd::store
