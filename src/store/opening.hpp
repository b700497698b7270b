#pragma once
// How connections to the state file are opened, once it says that it is one: checked before anything is
// written, so that a file of another program, or of a newer version of this one, stays exactly as it was.
// Every refusal is an OpenError.

#include <memory>
#include <string>

#include "webhookd/store/errors.hpp"
#include "webhookd/store/settings.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::store {

/// Throws OpenError unless the file is a state file of this program, of a release.
void expect_ours(sqlite::Database& database, const std::string& path);

/// Creates or migrates the file and claims it for its source. The caller holds the lock.
std::unique_ptr<Tables> open_writer(const StoreSettings& settings);

/// A connection that only reads. Throws sqlite::Error when SQLite cannot open it so.
std::unique_ptr<Tables> open_reader(const std::string& path, sqlite::Access access);

/// A new and empty file for its owner alone, whatever the umask. False, and errno, when there is one or it
/// cannot be.
bool create_private(const std::string& path);

}  // namespace webhookd::store
