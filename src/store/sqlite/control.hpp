#pragma once
// The statements that delimit transactions, prepared once per connection: a group commit runs thousands of
// savepoints a second.

#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::sqlite {

struct Database::Control
{
    explicit Control(Database& database)
        : begin(database, "BEGIN IMMEDIATE"),
          commit(database, "COMMIT"),
          rollback(database, "ROLLBACK"),
          savepoint(database, "SAVEPOINT part"),
          release(database, "RELEASE part"),
          undo(database, "ROLLBACK TO part")
    {
    }

    Statement begin;
    Statement commit;
    Statement rollback;
    Statement savepoint;
    Statement release;
    Statement undo;
};

}  // namespace webhookd::sqlite
