#pragma once
// The schema's history, compiled in from src/store/migrations/*.sql.

#include <span>

#include "webhookd/store/sqlite/migrate.hpp"

namespace webhookd::store {

std::span<const sqlite::Migration> migrations();

}  // namespace webhookd::store
