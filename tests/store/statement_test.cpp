// Values bound and read, and errors that name the statement but no value.

#include "webhookd/store/sqlite/statement.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/temp_database.hpp"

namespace webhookd::sqlite {

namespace {

using namespace std::chrono_literals;

struct StatementTest : ::testing::Test
{
    StatementTest()
    {
        file.database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY, c TEXT UNIQUE) STRICT");
    }
    TempDatabase file;
};

}  // namespace

TEST_F(StatementTest, ReturnsEveryTypeAsItWasBound)
{
    Statement echo(file.database, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
    const std::string with_zero("a\0b", 3);
    auto row = echo.query(-5, true, with_zero, Instant(1'700'000'000'123ms), 42ms, std::optional<int>{},
                          Blob{std::string_view("\xff\x00", 2)});
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.get<std::int64_t>(0), -5);
    EXPECT_TRUE(row.get<bool>(1));
    EXPECT_EQ(row.get<std::string>(2), with_zero);
    EXPECT_EQ(row.get<Instant>(3), Instant(1'700'000'000'123ms));
    EXPECT_EQ(row.get<std::chrono::milliseconds>(4), 42ms);
    EXPECT_EQ(row.get<std::optional<int>>(5), std::nullopt);
    EXPECT_EQ(row.get<std::string>(6), std::string("\xff\x00", 2));
    EXPECT_FALSE(row.next());
}

TEST_F(StatementTest, KeepsAnEmptyTextApartFromNull)
{
    Statement types(file.database, "SELECT typeof(?1), typeof(?2), typeof(?3)");
    auto row = types.query(std::string_view(), Blob{}, std::optional<std::string>());
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.get<std::string>(0), "text");
    EXPECT_EQ(row.get<std::string>(1), "blob");
    EXPECT_EQ(row.get<std::string>(2), "null");
}

TEST_F(StatementTest, ForgetsBindingsAndRowsWhenItsCursorGoes)
{
    Statement echo(file.database, "SELECT ?1 UNION ALL SELECT 2");
    {
        auto abandoned = echo.query(1);
        ASSERT_TRUE(abandoned.next());
    }
    auto row = echo.query(std::optional<int>());
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.get<std::optional<int>>(0), std::nullopt);
}

TEST_F(StatementTest, CountsTheRowsItChanged)
{
    Statement insert(file.database, "INSERT INTO t (b) VALUES (?1)");
    EXPECT_EQ(insert.execute("x"), 1);
    Statement update(file.database, "UPDATE t SET b = 1 WHERE a = ?1");
    EXPECT_EQ(update.execute(99), 0);
}

TEST_F(StatementTest, NamesTheStatementButNoValueInAnError)
{
    Statement insert(file.database, "INSERT INTO t (c) VALUES (?1)");
    insert.execute("hush");
    try {
        insert.execute("hush");
        FAIL() << "the second row breaks the UNIQUE constraint";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), SQLITE_CONSTRAINT_UNIQUE);
        EXPECT_EQ(error.primary_code(), SQLITE_CONSTRAINT);
        EXPECT_EQ(error.sql(), "INSERT INTO t (c) VALUES (?1)");
        EXPECT_EQ(std::string(error.what()).find("hush"), std::string::npos) << error.what();
    }
}

TEST_F(StatementTest, CanRunAgainAfterAnError)
{
    Statement insert(file.database, "INSERT INTO t (c) VALUES (?1)");
    insert.execute("one");
    EXPECT_THROW(insert.execute("one"), Error);
    EXPECT_EQ(insert.execute("two"), 1);
}

TEST_F(StatementTest, TakesNoTextInDoubleQuotesForAString)
{
    EXPECT_THROW(Statement(file.database, R"(SELECT "no_such_column" FROM t)"), Error);
}

}  // namespace webhookd::sqlite
