// No space, no permission, no luck (F-38): writes fail with a reason, the process and its reads go on, and
// the first write that succeeds ends the degradation.

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "store/store_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::store {

namespace {

/// Until it goes, no file can grow beyond `bytes`: a real write error that needs no privilege.
class FileSizeLimit
{
  public:
    explicit FileSizeLimit(std::uintmax_t bytes)
    {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit lowered{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &lowered);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit before_{};
};

/// A small file system of its own; only root may mount one.
class SmallDisk
{
  public:
    explicit SmallDisk(const std::string& directory) : directory_(directory)
    {
        std::filesystem::create_directory(directory);
        mounted_ = mount("tmpfs", directory.c_str(), "tmpfs", 0, "size=1m") == 0;
    }
    ~SmallDisk()
    {
        if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    bool make_read_only() const
    {
        return mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=1m") == 0;
    }

  private:
    std::string directory_;
    bool mounted_ = false;
};

/// Acts as another user until it goes; does nothing when not root.
class AsNobody
{
  public:
    AsNobody() { changed_ = geteuid() == 0 && seteuid(65534) == 0; }
    ~AsNobody()
    {
        if (changed_ && seteuid(0) != 0) std::abort();
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

  private:
    bool changed_ = false;
};

asio::awaitable<std::optional<WriteError>> write_events(Store& store, std::string prefix, int count)
{
    const auto outcome = co_await store.write([prefix, count](Tables& tables) {
        for (int i = 0; i < count; ++i) {
            auto event = an_event(prefix + std::to_string(i));
            event.body = std::string(1000, 'x');
            tables.events.add(event, "products", at(0));
        }
    });
    if (outcome) co_return std::nullopt;
    co_return outcome.error();
}

struct FullDiskTest : StoreTest
{
    std::uintmax_t wal_size() const { return std::filesystem::file_size(path_ + "-wal"); }
};

}  // namespace

TEST_F(FullDiskTest, AFailedCommitKeepsNothingAndIsReported)  // F-38
{
    Store store(settings(), io_.get_executor());
    run([](FullDiskTest& test, Store& s) -> asio::awaitable<void> {
        co_await write_events(s, "before_", 1);
        {
            const FileSizeLimit limit(test.wal_size() + 10'000);
            const auto error = co_await write_events(s, "lost_", 100);
            EXPECT_EQ(error.value().kind, WriteError::Kind::io) << error->message;
            EXPECT_TRUE(s.degraded());
            EXPECT_TRUE(s.read().events.find("before_0")) << "reading goes on";
            EXPECT_FALSE(s.read().events.find("lost_0"));
        }
        const auto after = co_await write_events(s, "after_", 100);
        EXPECT_FALSE(after) << after->message;
        EXPECT_FALSE(s.degraded());
        EXPECT_FALSE(s.read().events.find("lost_0"));
        EXPECT_TRUE(s.read().events.find("after_99"));
        co_await s.close();
    }(*this, store));
    EXPECT_EQ(open_read_only(path_)->database->text("PRAGMA integrity_check"), "ok");
}

TEST_F(FullDiskTest, EverybodyInAFailedGroupIsTold)  // F-38
{
    Store store(settings(), io_.get_executor());
    run([](FullDiskTest& test, Store& s) -> asio::awaitable<void> {
        co_await write_events(s, "before_", 1);
        int told = 0;
        auto writer = [](Store& target, std::string prefix, int& errors) -> asio::awaitable<void> {
            const auto error = co_await write_events(target, prefix, 10);
            if (error && error->kind == WriteError::Kind::io) ++errors;
        };
        {
            const FileSizeLimit limit(test.wal_size() + 10'000);
            async::TaskGroup group(test.io_.get_executor());
            for (int i = 0; i < 10; ++i)
                group.spawn(writer(s, "lost_" + std::to_string(i), told));
            co_await group.join();
        }
        EXPECT_EQ(told, 10);
        EXPECT_EQ(s.read().events.list({}).size(), 1U);
        co_await s.close();
    }(*this, store));
}

TEST_F(FullDiskTest, ARefusedWriteDoesNotEndTheDegradation)  // F-38
{
    Store store(settings(), io_.get_executor());
    run([](FullDiskTest& test, Store& s) -> asio::awaitable<void> {
        co_await write_events(s, "before_", 1);
        const FileSizeLimit limit(test.wal_size() + 10'000);
        co_await write_events(s, "lost_", 100);
        const auto refused = co_await s.write([](Tables&) { throw std::runtime_error("no"); });
        EXPECT_FALSE(refused);
        EXPECT_TRUE(s.degraded());
        co_await s.close();
    }(*this, store));
}

TEST_F(FullDiskTest, SaysThatTheDiskIsFullAndRecoversWhenItIsNot)  // F-38
{
    const SmallDisk disk(directory_ / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    path_ = directory_ / "disk/state.db";
    Store store(settings(), io_.get_executor());
    run([](FullDiskTest& test, Store& s) -> asio::awaitable<void> {
        const auto ballast = test.directory_ / "disk/ballast";
        co_await write_events(s, "before_", 1);
        std::ofstream(ballast) << std::string(1'000'000, 'x');
        const auto error = co_await write_events(s, "lost_", 500);
        EXPECT_EQ(error.value().kind, WriteError::Kind::full) << error->message;
        EXPECT_TRUE(s.degraded());
        std::filesystem::remove(ballast);
        const auto after = co_await write_events(s, "after_", 50);
        EXPECT_FALSE(after) << after->message;
        EXPECT_FALSE(s.degraded());
        co_await s.close();
    }(*this, store));
}

TEST_F(FullDiskTest, RefusesAReadOnlyFileSystemButReadsFromIt)  // F-38
{
    const SmallDisk disk(directory_ / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    path_ = directory_ / "disk/state.db";
    open_writer(settings())->subscribers.ensure("erp");
    ASSERT_TRUE(disk.make_read_only());
    try {
        Store store(settings(), io_.get_executor());
        FAIL() << "opened a file that cannot be written";
    } catch (const OpenError& error) {
        EXPECT_NE(std::string(error.what()).find("Read-only file system"), std::string::npos) << error.what();
    }
    EXPECT_TRUE(open_read_only(path_)->subscribers.find("erp"));
}

TEST_F(FullDiskTest, RefusesAFileThatItMayNotWrite)
{
    open_writer(settings());
    std::filesystem::permissions(directory_.path(), std::filesystem::perms::all);
    std::filesystem::permissions(path_, std::filesystem::perms(0444));
    const AsNobody nobody;
    try {
        Store store(settings(), io_.get_executor());
        FAIL() << "opened a file that cannot be written";
    } catch (const OpenError& error) {
        EXPECT_NE(std::string(error.what()).find("cannot be written"), std::string::npos) << error.what();
    }
}

TEST_F(FullDiskTest, ReadsAClosedFileInADirectoryThatItMayNotWrite)
{
    open_writer(settings())->subscribers.ensure("erp");
    std::filesystem::permissions(path_, std::filesystem::perms(0644));
    std::filesystem::permissions(directory_.path(), std::filesystem::perms(0555));
    const AsNobody nobody;
    EXPECT_TRUE(open_read_only(path_)->subscribers.find("erp"));
    EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
}

TEST_F(FullDiskTest, ReadsBesideADaemonOfAnotherUser)
{
    const auto daemon = open_writer(settings());
    daemon->subscribers.ensure("erp");
    for (const auto* suffix : {"", "-wal", "-shm"})
        std::filesystem::permissions(path_ + suffix, std::filesystem::perms(0644));
    std::filesystem::permissions(directory_.path(), std::filesystem::perms(0555));
    const AsNobody nobody;
    EXPECT_TRUE(open_read_only(path_)->subscribers.find("erp"));
}

TEST_F(FullDiskTest, SaysThatTheFileMayNotBeRead)
{
    open_writer(settings());
    std::filesystem::permissions(path_, std::filesystem::perms(0600));
    std::filesystem::permissions(directory_.path(), std::filesystem::perms(0755));
    if (geteuid() != 0) GTEST_SKIP() << "needs a second user";
    const AsNobody nobody;
    EXPECT_THROW(open_read_only(path_), OpenError);
}

}  // namespace webhookd::store
