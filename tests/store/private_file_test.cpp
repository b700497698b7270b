// Who may read the state file, and which lock belongs to it.
#include <filesystem>

#include "store/store_test.hpp"

namespace webhookd::store {
namespace {

namespace fs = std::filesystem;

using PrivateFile = StoreTest;

TEST_F(PrivateFile, NewStateFileIsForItsOwnerAlone)
{
    Store store(settings(), io_.get_executor());
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        EXPECT_EQ(fs::status(settings().path + suffix).permissions(),
                  fs::perms::owner_read | fs::perms::owner_write)
            << suffix;
    }
    run(store.close());
}

TEST_F(PrivateFile, LinkToAFileInUseIsRefused)
{
    Store store(settings(), io_.get_executor());
    auto linked = settings();
    linked.path = directory_ / "link.db";
    fs::create_symlink(settings().path, linked.path);
    EXPECT_THROW(Store(linked, io_.get_executor()), OpenError);
    run(store.close());
}

}  // namespace
}  // namespace webhookd::store
