#pragma once
// A consistent copy of a database, made in steps between which the source may be written through the same
// connection: what changes there in pages that were copied already is copied again (SQLite's backup API).

#include <memory>
#include <string>

#include "webhookd/store/sqlite/database.hpp"

struct sqlite3_backup;

namespace webhookd::sqlite {

class Backup
{
  public:
    /// `path` is a file that does not exist yet. Throws Error. `source` outlives the backup, and both are
    /// used by one thread.
    Backup(Database& source, const std::string& path);
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    /// Copies up to `pages` further pages, outside of any transaction of the source. True when the copy is
    /// complete, and on the disk. Throws Error.
    bool step(int pages);

  private:
    Database target_;
    sqlite3_backup* handle_ = nullptr;
};

}  // namespace webhookd::sqlite
