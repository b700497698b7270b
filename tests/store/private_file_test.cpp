// Who may read the state file, and which lock belongs to it.
#include <array>
#include <filesystem>
#include <fstream>

#include "store/store_test.hpp"

namespace webhookd::store {
namespace {

namespace fs = std::filesystem;

using PrivateFile = StoreTest;

constexpr auto owner_alone = fs::perms::owner_read | fs::perms::owner_write;
constexpr std::array all_files{"", "-wal", "-shm", ".lock"};

TEST_F(PrivateFile, NewStateFileIsForItsOwnerAlone)
{
    Store store(settings(), io_.get_executor());
    for (const auto* suffix : all_files)
        EXPECT_EQ(fs::status(settings().path + suffix).permissions(), owner_alone) << suffix;
    run(store.close());
}

TEST_F(PrivateFile, StateFileThatOthersCouldReadIsForItsOwnerAlone)
{
    {
        Store store(settings(), io_.get_executor());
        run(store.close());
    }
    for (const auto* suffix : all_files) {
        const std::ofstream made(settings().path + suffix, std::ios::app);
        fs::permissions(settings().path + suffix, fs::perms(0666));
    }
    Store store(settings(), io_.get_executor());
    for (const auto* suffix : all_files)
        EXPECT_EQ(fs::status(settings().path + suffix).permissions(), owner_alone) << suffix;
    run(store.close());
}

TEST_F(PrivateFile, OfALinkTheFileItLeadsToIsForItsOwnerAlone)
{
    auto linked = settings();
    linked.path = directory_ / "link.db";
    fs::create_symlink(settings().path, linked.path);
    std::ofstream(settings().path).close();
    fs::permissions(settings().path, fs::perms(0644));
    Store store(linked, io_.get_executor());
    for (const auto* suffix : {"", "-wal", "-shm"})
        EXPECT_EQ(fs::status(settings().path + suffix).permissions(), owner_alone) << suffix;
    run(store.close());
}

TEST_F(PrivateFile, ForeignFileKeepsItsPermissions)
{
    std::ofstream(settings().path) << "root:x:0:0:root:/root:/bin/sh\n";
    fs::permissions(settings().path, fs::perms(0644));
    EXPECT_THROW(Store(settings(), io_.get_executor()), OpenError);
    EXPECT_EQ(fs::status(settings().path).permissions(), fs::perms(0644));
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
