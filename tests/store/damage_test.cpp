// Damaged files: refused in words or reported as errors, never deleted, never a crash.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

struct DamageTest : StoreTest
{
    /// A closed state file with a few hundred events.
    void make_file()
    {
        auto tables = open_writer(settings());
        sqlite::Transaction transaction(*tables->database);
        for (int i = 0; i < 300; ++i)
            tables->events.add(an_event("evt_" + std::to_string(i)), "products", at(i));
        transaction.commit();
    }

    std::string bytes() const
    {
        std::ostringstream contents;
        contents << std::ifstream(path_, std::ios::binary).rdbuf();
        return contents.str();
    }

    void overwrite(std::size_t offset, const std::string& with)
    {
        std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(offset));
        file << with;
    }

    /// Expects a refusal that names damage and leaves the file as it is.
    void expect_refused_as_damaged()
    {
        const auto before = bytes();
        try {
            Store store(settings(), io_.get_executor());
            ADD_FAILURE() << "the damaged file was accepted";
        } catch (const OpenError& error) {
            const std::string message = error.what();
            EXPECT_NE(message.find("is damaged"), std::string::npos) << message;
            EXPECT_NE(message.find(".recover"), std::string::npos) << message;
        }
        EXPECT_TRUE(bytes() == before) << "the damaged file was changed";
    }
};

}  // namespace

TEST_F(DamageTest, RefusesATruncatedFile)
{
    make_file();
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
    expect_refused_as_damaged();
}

TEST_F(DamageTest, RefusesAFileCutWithinItsFirstPage)
{
    make_file();
    std::filesystem::resize_file(path_, 600);
    expect_refused_as_damaged();
}

TEST_F(DamageTest, RefusesAFileThatIsNoDatabase)
{
    directory_.write("state.db", std::string(8192, 'x'));
    expect_refused_as_damaged();
}

TEST_F(DamageTest, RefusesAFileWhoseHeaderIsGarbage)
{
    make_file();
    overwrite(0, std::string(100, '\xa5'));
    expect_refused_as_damaged();
}

TEST_F(DamageTest, RefusesAFileWhoseSchemaIsGarbage)
{
    make_file();
    overwrite(100, std::string(3996, '\xa5'));
    expect_refused_as_damaged();
}

TEST_F(DamageTest, ReportsDamageFoundLaterAndGoesOn)
{
    make_file();
    const auto root = sqlite::Database(path_, sqlite::Access::read_only)
                          .integer("SELECT rootpage FROM sqlite_schema WHERE name = 'event'");
    overwrite(static_cast<std::size_t>(root - 1) * 4096, std::string(4096, '\xff'));

    Store store(settings(), io_.get_executor());
    run([](Store& s) -> asio::awaitable<void> {
        const auto event = co_await s.write(
            [](Tables& tables) { return tables.events.add(an_event("evt_new"), "products", at(0)); });
        EXPECT_EQ(event.error().kind, WriteError::Kind::damaged) << event.error().message;
        EXPECT_TRUE(s.degraded());
        EXPECT_THROW(s.read().events.list({}), sqlite::Error);
        const auto elsewhere = co_await s.write([](Tables& tables) { tables.subscribers.ensure("erp"); });
        EXPECT_TRUE(elsewhere) << elsewhere.error().message;
        co_await s.close();
    }(store));
    EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(DamageTest, RecoversTheCommittedPartOfAWalWithATornEnd)
{
    {
        auto tables = open_writer(settings());
        tables->subscribers.ensure("committed");
        for (const auto* suffix : {"", "-wal"})
            std::filesystem::copy_file(path_ + suffix, path_ + ".crashed" + suffix);
    }
    path_ += ".crashed";
    std::ofstream(path_ + "-wal", std::ios::binary | std::ios::app) << std::string(3000, '\xa5');
    auto tables = open_writer(settings());
    EXPECT_TRUE(tables->subscribers.find("committed"));
    EXPECT_EQ(tables->database->text("PRAGMA integrity_check"), "ok");
}

}  // namespace webhookd::store
