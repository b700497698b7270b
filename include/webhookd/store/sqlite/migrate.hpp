#pragma once
// Schema versions. A migration and the PRAGMA user_version that records it are one transaction, so a crash
// leaves the file at one version or the other. A file newer than the program is refused: an old program
// cannot know what the new columns promise.

#include <span>
#include <stdexcept>
#include <string_view>

#include "webhookd/store/sqlite/database.hpp"

namespace webhookd::sqlite {

struct Migration
{
    int version = 0;        ///< 1, 2, 3, … without gaps
    std::string_view name;  ///< file it came from, for error messages
    std::string_view sql;
};

/// The file's schema is newer than the program.
class NewerSchema : public std::runtime_error
{
  public:
    NewerSchema(int found, int known);
    int found() const { return found_; }
    int known() const { return known_; }

  private:
    int found_;
    int known_;
};

/// The file's schema version; 0 for a new file.
int schema_version(Database& database);

/// Applies what is missing, in order. Throws NewerSchema, or Error when a migration fails (the file then is
/// as the last good migration left it).
void migrate(Database& database, std::span<const Migration> migrations);

}  // namespace webhookd::sqlite
