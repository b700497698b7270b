// The application id and the schema's version decide whose file it is: what must hold before the first write,
// and how each connection is set up; a new file gets its source and its epoch here.

#include "store/opening.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include <fmt/format.h>

#include "store/lock.hpp"
#include "store/migrations.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

namespace {

constexpr std::int64_t application_id = 0x4F425731;  // "OBW1", as in 0001_initial.sql
/// Of files from before the first release, whose schemas were numbered as those that came after.
constexpr std::int64_t unreleased_id = 0x4F425748;  // "OBWH"

}  // namespace

void expect_ours(sqlite::Database& database, const std::string& path)
{
    const auto found = database.integer("PRAGMA application_id");
    if (found == application_id) return;
    if (found == unreleased_id) {
        throw OpenError(fmt::format(
            "{} was written by an openboxes-webhookd from before the first release, and no release "
            "reads it; move it away, or set store.path to a new file, which begins with a silent "
            "baseline (undelivered events in the old one are then lost)",
            path));
    }
    throw OpenError(fmt::format(
        "{} is a database, but not a state file of openboxes-webhookd; set store.path to another file",
        path));
}

namespace {

/// A file without content, to be made into a state file.
bool is_new(sqlite::Database& database)
{
    return database.integer("PRAGMA application_id") == 0 && sqlite::schema_version(database) == 0 &&
           database.integer("SELECT count(*) FROM sqlite_schema") == 0;
}

void expect_known_schema(sqlite::Database& database, const std::string& path)
{
    const int found = sqlite::schema_version(database);
    const int known = migrations().back().version;
    if (found <= known) return;
    throw OpenError(
        fmt::format("{} was written by a newer openboxes-webhookd (its schema is {}, this program knows {}); "
                    "upgrade the program, or restore the copy from before the upgrade",
                    path, found, known));
}

/// Whose file it is. Throws sqlite::Error when it does not say.
Source load_source(sqlite::Database& database)
{
    sqlite::Statement find(database, "SELECT id, url, epoch FROM source");
    auto row = find.query();
    if (!row.next()) row.report_damage("no row says whose file it is");
    return {.id = SourceId(row.get<std::int64_t>(0)),
            .url = row.get<std::string>(1),
            .epoch = row.get<std::string>(2)};
}

std::string random_epoch()
{
    std::random_device random;
    std::string epoch;
    for (int i = 0; i < 4; ++i)
        epoch += fmt::format("{:08x}", random());
    return epoch;
}

/// A new file belongs to the first source that opens it; another source is refused.
Source claim(sqlite::Database& database, const StoreSettings& settings)
{
    if (database.integer("SELECT count(*) FROM source") == 0) {
        sqlite::Statement insert(database, "INSERT INTO source (url, epoch) VALUES (?1, ?2)");
        insert.execute(settings.source, random_epoch());
    }
    auto source = load_source(database);
    if (source.url == settings.source) return source;
    throw OpenError(
        fmt::format("the state file {} belongs to {}, but openboxes.url is {}: what it remembers of one "
                    "server says nothing about another; set openboxes.url back, or set store.path to a new "
                    "file, which begins with a silent baseline",
                    settings.path, source.url, settings.source));
}

void check_before_writing(sqlite::Database& database, const std::string& path)
{
    if (database.is_read_only()) {
        throw OpenError(
            fmt::format("the state file {} cannot be written; check its owner, its permissions and whether "
                        "its file system is mounted read-only",
                        path));
    }
    if (is_new(database)) return;
    expect_ours(database, path);
    expect_known_schema(database, path);
}

void configure(sqlite::Database& database, const std::string& path)
{
    if (database.text("PRAGMA journal_mode = WAL") != "wal") {
        throw OpenError(fmt::format(
            "the file system of {} cannot hold SQLite's write-ahead log; put the state file on a local disk",
            path));
    }
    // Durable before anybody is told, acknowledgements too (F-37).
    database.sync_commits(true);
    database.execute("PRAGMA foreign_keys = ON");
    // Savepoints keep copies of pages; a file for them would cost a system call each.
    database.execute("PRAGMA temp_store = MEMORY");
    database.execute("PRAGMA cache_size = -4000");
    database.execute("PRAGMA mmap_size = 0");  // F-34
    // After a huge transaction, or a reader that kept the WAL from being emptied, it shrinks to this (F-40).
    database.execute("PRAGMA journal_size_limit = 16777216");
}

/// The tables of a connection, once it is configured for reading and known to be ours.
std::unique_ptr<Tables> reader_of(std::unique_ptr<sqlite::Database> database, const std::string& path)
{
    database->set_busy_timeout(std::chrono::seconds(1));
    expect_ours(*database, path);
    expect_known_schema(*database, path);
    if (sqlite::schema_version(*database) < migrations().back().version) {
        throw OpenError(
            fmt::format("{} was written by an older openboxes-webhookd; start the daemon once, which "
                        "upgrades it",
                        path));
    }
    database->execute("PRAGMA cache_size = -1000");
    database->execute("PRAGMA mmap_size = 0");
    database->execute("PRAGMA temp_store = MEMORY");
    auto source = load_source(*database);
    return std::make_unique<Tables>(std::move(database), std::move(source));
}

/// So is one that another umask, an older program or a careless copy left readable, and what is beside it.
/// Only its owner can change that; for another user who may write it all the same, somebody meant it so.
void make_private(const std::string& path)
{
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
        const auto file = linked_file(path) + suffix;
        struct stat status{};
        constexpr mode_t of_others = S_IRWXG | S_IRWXO;
        if (::stat(file.c_str(), &status) == 0 && (status.st_mode & of_others) != 0)
            ::chmod(file.c_str(), status.st_mode & S_IRWXU);
    }
}

}  // namespace

bool create_private(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
    return descriptor >= 0;
}

std::unique_ptr<Tables> open_writer(const StoreSettings& settings)
{
    try {
        // SQLite makes the files beside it alike, and will say better what goes wrong here.
        create_private(settings.path);
        auto database = std::make_unique<sqlite::Database>(settings.path, sqlite::Access::read_write);
        database->set_busy_timeout(std::chrono::seconds(5));
        check_before_writing(*database, settings.path);
        make_private(settings.path);
        configure(*database, settings.path);
        sqlite::migrate(*database, migrations());
        auto source = claim(*database, settings);
        return std::make_unique<Tables>(std::move(database), std::move(source));
    } catch (const sqlite::Error& error) {
        throw OpenError(explain(settings.path, error));
    }
}

std::unique_ptr<Tables> open_reader(const std::string& path, sqlite::Access access)
{
    return reader_of(std::make_unique<sqlite::Database>(path, access), path);
}

}  // namespace webhookd::store
