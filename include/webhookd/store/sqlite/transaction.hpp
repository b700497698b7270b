#pragma once
// Scopes that roll back unless told otherwise.

#include "webhookd/store/sqlite/database.hpp"

namespace webhookd::sqlite {

/// BEGIN IMMEDIATE … COMMIT. Immediate always: a transaction that begins by reading and then writes gets
/// SQLITE_BUSY at once, whatever the busy timeout (F-36).
class Transaction
{
  public:
    explicit Transaction(Database& database);
    ~Transaction();  ///< rolls back what commit() did not commit
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Throws Error (full disk, I/O error); the transaction is then rolled back by the destructor.
    void commit();

  private:
    Database& database_;
};

/// A part of a transaction that can be undone alone.
class Savepoint
{
  public:
    explicit Savepoint(Database& database);
    ~Savepoint();  ///< undoes what release() did not keep
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    void release();

  private:
    Database& database_;
    bool released_ = false;
};

}  // namespace webhookd::sqlite
