// Opening files, and a WAL that is checkpointed only when told to (F-34, F-40).

#include "webhookd/store/sqlite/database.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/temp_database.hpp"

namespace webhookd::sqlite {

namespace {

struct WalTest : ::testing::Test
{
    WalTest()
    {
        database.text("PRAGMA journal_mode = WAL");
        database.execute("CREATE TABLE t (a INTEGER) STRICT");
    }

    std::uintmax_t wal_size() const { return std::filesystem::file_size(file.path + "-wal"); }

    TempDatabase file;
    Database& database = file.database;
};

}  // namespace

TEST_F(WalTest, NeverCheckpointsByItself)  // F-34
{
    for (int i = 0; i < 3000; ++i)
        database.execute("INSERT INTO t VALUES (1)");
    EXPECT_GE(database.wal_frames(), 3000);
}

TEST_F(WalTest, TruncatesTheWalOnRequest)  // F-40
{
    database.execute("INSERT INTO t VALUES (1)");
    EXPECT_TRUE(database.checkpoint(Checkpoint::truncate));
    EXPECT_EQ(wal_size(), 0U);
    EXPECT_EQ(database.wal_frames(), 0);
}

TEST_F(WalTest, SaysWhenAReaderKeepsTheWal)  // F-40
{
    Database reader(file.path, Access::read_only);
    reader.execute("BEGIN; SELECT * FROM t");
    database.execute("INSERT INTO t VALUES (1)");
    EXPECT_FALSE(database.checkpoint(Checkpoint::truncate));
    reader.execute("COMMIT");
    EXPECT_TRUE(database.checkpoint(Checkpoint::truncate));
}

TEST_F(WalTest, AReaderThatClosesLastLeavesTheWalAlone)  // F-34
{
    const auto path = file.directory / "copy.db";
    {
        Database writer(path, Access::read_write);
        writer.text("PRAGMA journal_mode = WAL");
        writer.execute("CREATE TABLE t (a INTEGER) STRICT");
        // As after kill -9: the files as they are, nobody has them open.
        for (const auto* suffix : {"", "-wal"})
            std::filesystem::copy_file(path + suffix, path + ".crashed" + suffix);
    }
    const auto before = std::filesystem::file_size(path + ".crashed-wal");
    {
        Database reader(path + ".crashed", Access::read_only);
        EXPECT_EQ(reader.integer("SELECT count(*) FROM sqlite_schema"), 1);
    }
    EXPECT_EQ(std::filesystem::file_size(path + ".crashed-wal"), before);
}

TEST(Database, ReadsAnImmutableFileWhosePathNeedsEscaping)
{
    test::TempDir directory;
    const auto path = directory / "50%?#.db";
    {
        Database writer(path, Access::read_write);
        writer.execute("CREATE TABLE t (a INTEGER) STRICT");
    }
    Database reader(path, Access::immutable);
    EXPECT_EQ(reader.integer("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST(Database, RefusesToWriteReadOnly)
{
    TempDatabase file;
    file.database.execute("CREATE TABLE t (a INTEGER) STRICT");
    Database reader(file.path, Access::read_only);
    EXPECT_THROW(reader.execute("INSERT INTO t VALUES (1)"), Error);
    EXPECT_TRUE(reader.is_read_only());
    EXPECT_FALSE(file.database.is_read_only());
}

TEST(Database, ThrowsWhenTheFileCannotBeOpened)
{
    try {
        Database missing("/nowhere/at/all.db", Access::read_write);
        FAIL() << "opened a file in a directory that does not exist";
    } catch (const Error& error) {
        EXPECT_EQ(error.primary_code(), SQLITE_CANTOPEN);
    }
}

}  // namespace webhookd::sqlite
