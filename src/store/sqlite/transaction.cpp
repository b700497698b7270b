// The destructors undo and never throw: after a full disk SQLite may have rolled back by itself, and a
// transaction with a part that could not be undone fails at its COMMIT.

#include "webhookd/store/sqlite/transaction.hpp"

#include "store/sqlite/control.hpp"

namespace webhookd::sqlite {

Transaction::Transaction(Database& database) : database_(database)
{
    database_.control_->begin.execute();
}

Transaction::~Transaction()
{
    // A full disk or an I/O error may have rolled back already.
    if (!database_.in_transaction()) return;
    try {
        database_.control_->rollback.execute();
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch): SQLite leaves the transaction whatever ROLLBACK
                              // reports
    }
}

void Transaction::commit()
{
    database_.control_->commit.execute();
}

Savepoint::Savepoint(Database& database) : database_(database)
{
    database_.control_->savepoint.execute();
}

Savepoint::~Savepoint()
{
    if (released_ || !database_.in_transaction()) return;
    try {
        database_.control_->undo.execute();
        database_.control_->release.execute();
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the transaction around it fails at its COMMIT
    }
}

void Savepoint::release()
{
    database_.control_->release.execute();
    released_ = true;
}

}  // namespace webhookd::sqlite
