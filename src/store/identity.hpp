#pragma once
// What a file says about itself, and the refusals that follow. Checked before anything is written, so that a
// file of another program, or of a newer version of this one, stays exactly as it was.

#include <string>

#include "webhookd/store/errors.hpp"
#include "webhookd/store/records.hpp"
#include "webhookd/store/sqlite/database.hpp"

namespace webhookd::store {

/// A file without content, to be made into a state file.
bool is_new(sqlite::Database& database);

/// Throws OpenError unless the file is a state file of this program, of a release.
void expect_ours(sqlite::Database& database, const std::string& path);

/// Throws OpenError when the schema is newer than the program.
void expect_known_schema(sqlite::Database& database, const std::string& path);

/// Whose file it is. Throws sqlite::Error when it does not say.
Source load_source(sqlite::Database& database);

}  // namespace webhookd::store
