// What is rolled back unless it was committed, savepoints included.

#include "webhookd/store/sqlite/transaction.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/temp_database.hpp"

namespace webhookd::sqlite {

namespace {

struct TransactionTest : ::testing::Test
{
    TransactionTest() { database.execute("CREATE TABLE t (a INTEGER) STRICT"); }

    std::int64_t rows() { return database.integer("SELECT count(*) FROM t"); }
    void insert() { database.execute("INSERT INTO t VALUES (1)"); }

    TempDatabase file;
    Database& database = file.database;
};

}  // namespace

TEST_F(TransactionTest, KeepsWhatWasCommitted)
{
    {
        Transaction transaction(database);
        insert();
        transaction.commit();
    }
    EXPECT_EQ(rows(), 1);
    EXPECT_FALSE(database.in_transaction());
}

TEST_F(TransactionTest, RollsBackUnlessCommitted)
{
    {
        Transaction transaction(database);
        insert();
    }
    EXPECT_EQ(rows(), 0);
    EXPECT_FALSE(database.in_transaction());
}

TEST_F(TransactionTest, TakesTheWriteLockAtItsBegin)  // F-36
{
    Database other(file.path, Access::read_write);
    Transaction transaction(database);
    try {
        Transaction second(other);
        FAIL() << "two transactions hold the write lock";
    } catch (const Error& error) {
        EXPECT_EQ(error.primary_code(), SQLITE_BUSY);
    }
}

TEST_F(TransactionTest, UndoesOnlyTheSavepointThatWasNotReleased)
{
    Transaction transaction(database);
    {
        Savepoint kept(database);
        insert();
        kept.release();
    }
    {
        Savepoint undone(database);
        insert();
        insert();
    }
    transaction.commit();
    EXPECT_EQ(rows(), 1);
}

TEST_F(TransactionTest, NestsSavepoints)
{
    Transaction transaction(database);
    Savepoint outer(database);
    insert();
    {
        Savepoint inner(database);
        insert();
    }
    outer.release();
    transaction.commit();
    EXPECT_EQ(rows(), 1);
}

}  // namespace webhookd::sqlite
