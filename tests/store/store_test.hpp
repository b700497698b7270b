#pragma once
// What the tests of the whole store share.

#include "store/tables_test.hpp"
#include "support/io_test.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::store {

/// A whole store whose commits run on the test's io_context: deterministic, one step after the other.
class StoreTest : public test::IoTest
{
  public:  // the tests are coroutines, which get the fixture as an argument
    using IoTest::io_;

    StoreSettings settings() const { return {.path = path_, .source = test_source}; }

    test::TempDir directory_;
    std::string path_ = directory_ / "state.db";
};

}  // namespace webhookd::store
