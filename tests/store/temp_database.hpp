#pragma once
// A database file that goes with the test.

#include "support/temp_dir.hpp"
#include "webhookd/store/sqlite/database.hpp"

namespace webhookd::sqlite {

struct TempDatabase
{
    test::TempDir directory;
    std::string path = directory / "test.db";
    Database database{path, Access::read_write};
};

}  // namespace webhookd::sqlite
