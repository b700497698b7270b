// Damaged files: refused in words or reported as errors, never deleted, never a crash.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/damage.hpp"
#include "store/store_test.hpp"
#include "webhookd/store/backup.hpp"
#include "webhookd/store/facts.hpp"

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

    void overwrite(std::size_t offset, const std::string& with, const std::string& suffix = "")
    {
        std::fstream file(path_ + suffix, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(offset));
        file << with;
    }

    void overwrite_page(const std::string& table, const std::string& with)
    {
        const auto root = sqlite::Database(path_, sqlite::Access::read_only)
                              .integer("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
        overwrite(static_cast<std::size_t>(root - 1) * 4096, with);
    }

    void replace(const std::string& text, const std::string& with)
    {
        const auto found = bytes().rfind(text);
        ASSERT_NE(found, std::string::npos) << text;
        overwrite(found, with);
    }

    /// A state file that nobody closed, with a few commits in its WAL.
    void crash_with_wal()
    {
        {
            auto tables = open_writer(settings());
            for (int i = 0; i < 5; ++i)
                tables->subscribers.ensure("subscriber" + std::to_string(i));
            for (const auto* suffix : {"", "-wal"})
                std::filesystem::copy_file(path_ + suffix, path_ + ".crashed" + suffix);
        }
        path_ += ".crashed";
    }

    StoreSettings listening()
    {
        auto listening = settings();
        listening.on_damage = [this](const std::string& text) { told_.push_back(text); };
        return listening;
    }

    void expect_latched(const Store& store) const
    {
        EXPECT_TRUE(store.degraded());
        ASSERT_TRUE(store.damage());
        for (const auto& part : {path_, std::string("is damaged"), std::string("docs/operations.md")})
            EXPECT_TRUE(store.damage()->contains(part)) << *store.damage();
        EXPECT_EQ(told_, std::vector{*store.damage()});
    }

    static asio::awaitable<void> expect_no_write(Store& store)
    {
        const auto written = co_await store.write([](Tables& tables) { tables.subscribers.ensure("crm"); });
        EXPECT_FALSE(written);
        if (!written) {
            EXPECT_EQ(written.error().kind, WriteError::Kind::damaged);
            EXPECT_EQ(written.error().message, store.damage());
        }
    }

    /// Expects that the reading meets damage and tells it.
    void expect_damage_for(const std::function<void(Tables&)>& reading)
    {
        told_.clear();
        Store store(listening(), io_.get_executor());
        run([](DamageTest& test, Store& s,
               const std::function<void(Tables&)>& read) -> asio::awaitable<void> {
            EXPECT_THROW(read(s.read()), sqlite::Error);
            test.expect_latched(s);
            co_await s.close();
        }(*this, store, reading));
    }

    std::vector<std::string> told_;

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

TEST_F(DamageTest, MetByAWriteEndsAllWriting)
{
    make_file();
    overwrite_page("event", std::string(4096, '\xff'));

    Store store(listening(), io_.get_executor());
    EXPECT_FALSE(store.damage());
    run([](DamageTest& test, Store& s) -> asio::awaitable<void> {
        const auto event = co_await s.write(
            [](Tables& tables) { return tables.events.add(an_event("evt_new"), "products", at(0)); });
        EXPECT_EQ(event.error().kind, WriteError::Kind::damaged) << event.error().message;
        test.expect_latched(s);
        EXPECT_THROW(s.read().events.list({}), sqlite::Error);
        co_await expect_no_write(s);
        co_await s.close();
    }(*this, store));
    EXPECT_EQ(told_.size(), 1u);
}

TEST_F(DamageTest, MetByAReadEndsAllWriting)
{
    make_file();
    overwrite_page("event", std::string(4096, '\0'));

    Store store(listening(), io_.get_executor());
    run([](DamageTest& test, Store& s) -> asio::awaitable<void> {
        EXPECT_THROW(s.read().events.list({}), sqlite::Error);
        test.expect_latched(s);
        co_await expect_no_write(s);
        co_await s.close();
    }(*this, store));
    EXPECT_EQ(told_.size(), 1u);
}

TEST_F(DamageTest, IsAHeaderThatIsOverwrittenWhileTheFileIsOpen)
{
    make_file();
    Store store(listening(), io_.get_executor());
    overwrite(0, std::string(100, '\xa5'));
    run([](DamageTest& test, Store& s) -> asio::awaitable<void> {
        // SQLite reads the header anew once another connection has written.
        co_await s.write([](Tables& tables) { tables.subscribers.ensure("erp"); });
        EXPECT_THROW(s.read().database->execute("PRAGMA cache_size = 0; SELECT * FROM event"), sqlite::Error);
        test.expect_latched(s);
        co_await expect_no_write(s);
        co_await s.close();
    }(*this, store));
}

TEST_F(DamageTest, IsAPageThatLooksWholeAndHoldsWhatNobodyWrote)
{
    {
        auto tables = open_writer(settings());
        tables->subscribers.ensure("erp");
        tables->streams.put_fact("facilities", R"([{"id":"1","name":"Depot"}])");
        core::Snapshot product;
        product.id = "42";
        product.watched = Json::object();
        tables->entities.put(core::EntityKind::product, product, false);
    }
    replace("healthy", "hfalthy");
    replace(R"([{"id":"1")", R"([{!id":"1")");
    replace("42{}{}", "42{\xff{}");

    const std::vector<std::function<void(Tables&)>> readings{
        [](Tables& tables) { tables.subscribers.all(); },
        [](Tables& tables) { load_facilities(tables.streams); },
        [](Tables& tables) {
            const std::vector<std::string_view> ids{"42"};
            tables.entities.find(core::EntityKind::product, ids);
        }};
    for (const auto& reading : readings)
        expect_damage_for(reading);
}

TEST_F(DamageTest, IsAFactThatNobodyWrote)
{
    {
        auto tables = open_writer(settings());
        tables->streams.put_fact("facilities", R"({"id":"1","name":"Depot"})");
        tables->streams.put_fact("failed-scan/products", R"({"since":0,"reason":"","failures":"many"})");
        tables->streams.put_fact("adjustments", "Q");
        tables->streams.put_fact("outage", "{");
    }
    const auto no_word = [](const std::string& word) {
        return word == "A" ? std::optional(word) : std::nullopt;
    };
    const auto any_json = [](const Json& json) { return std::optional(json); };
    const std::vector<std::function<void(Tables&)>> readings{
        [](Tables& tables) { load_facilities(tables.streams); },
        [](Tables& tables) { find_failed_scan(tables.streams, "products"); },
        [no_word](Tables& tables) { tables.streams.find_fact("adjustments", no_word); },
        [any_json](Tables& tables) { tables.streams.find_json_fact("outage", any_json); }};
    for (const auto& reading : readings)
        expect_damage_for(reading);
}

TEST_F(DamageTest, IsNotCopiedOverAnOlderBackup)
{
    make_file();
    const auto copy = directory_ / "copy.db";
    Store store(listening(), io_.get_executor());
    run([](DamageTest& test, Store& s, std::string to) -> asio::awaitable<void> {
        co_await back_up(s, to, false);
        const auto size = std::filesystem::file_size(to);
        test.overwrite_page("event", std::string(4096, '\xff'));
        EXPECT_THROW(s.read().events.list({}), sqlite::Error);
        const auto copied = co_await back_up(s, to, true);
        EXPECT_EQ(copied.error().kind, WriteError::Kind::damaged);
        EXPECT_EQ(std::filesystem::file_size(to), size);
        EXPECT_EQ(open_read_only(to)->database->integer("SELECT count(*) FROM event"), 300);
        co_await s.close();
    }(*this, store, copy));
}

TEST_F(DamageTest, OfTheWalIsToldAtTheStart)
{
    crash_with_wal();
    const auto size = std::filesystem::file_size(path_ + "-wal");
    constexpr std::size_t frame = 24 + 4096;
    EXPECT_EQ(find_dropped_frames(path_ + "-wal"), std::nullopt);

    overwrite(size - 2 * frame + 100, "damage", "-wal");
    const auto warning = find_dropped_frames(path_ + "-wal");
    ASSERT_TRUE(warning);
    EXPECT_TRUE(warning->starts_with("2 frames at the end of " + path_ + "-wal, ")) << *warning;
    Store store(settings(), io_.get_executor());
    EXPECT_EQ(store.warning(), warning);
    run([](Store& s) -> asio::awaitable<void> { co_await s.close(); }(store));
}

TEST_F(DamageTest, OfTheHeaderOfTheWalIsToldAtTheStart)
{
    crash_with_wal();
    overwrite(17, "xx", "-wal");
    const auto warning = find_dropped_frames(path_ + "-wal");
    ASSERT_TRUE(warning);
    EXPECT_TRUE(warning->contains("header of " + path_ + "-wal")) << *warning;
}

TEST_F(DamageTest, IsNotWhatAnEarlierWalLeftBehind)
{
    std::filesystem::create_directory(directory_ / "crashed");
    {
        auto tables = open_writer(settings());
        for (int i = 0; i < 20; ++i)
            tables->subscribers.ensure("earlier" + std::to_string(i));
        tables->database->checkpoint(sqlite::Checkpoint::passive);
        tables->subscribers.ensure("later");  // begins at the front of the log, over what was there
        std::filesystem::copy_file(path_ + "-wal", directory_ / "crashed/state.db-wal");
    }
    EXPECT_EQ(find_dropped_frames(directory_ / "crashed/state.db-wal"), std::nullopt);
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
