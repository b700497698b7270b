// Opens in this order: the lock, a look at the WAL, the writer, the readers. close() goes back, so that the
// writer is the last connection and removes the WAL. Where a user may not make the files that SQLite needs
// beside a WAL database, open_read_only() reads the file alone, if no WAL was left.

#include "webhookd/store/store.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/damage.hpp"
#include "store/lock.hpp"
#include "store/opening.hpp"

namespace webhookd::store {

namespace {

std::unique_ptr<Tables> watched(std::unique_ptr<Tables> tables, const std::shared_ptr<Damage>& damage)
{
    tables->database->on_damage([damage](const sqlite::Error& error) { damage->note(error); });
    return tables;
}

}  // namespace

Store::Store(const StoreSettings& settings, asio::any_io_executor writer_executor,
             asio::any_io_executor reader_executor)
    : lock_(std::make_unique<Lock>(settings.path)),
      warning_(find_dropped_frames(linked_file(settings.path) + "-wal")),
      damage_(std::make_shared<Damage>(settings.path, settings.on_damage)),
      writer_(watched(open_writer(settings), damage_), writer_executor, settings.on_commit, damage_),
      reader_executor_(reader_executor ? std::move(reader_executor) : std::move(writer_executor))
{
    try {
        reader_ = watched(open_reader(settings.path, sqlite::Access::read_only), damage_);
        aside_ = watched(open_reader(settings.path, sqlite::Access::read_only), damage_);
        audience_.installation = {.source = reader_->source.url, .epoch = reader_->source.epoch};
        set_recipients({});
    } catch (const sqlite::Error& error) {
        throw OpenError(explain(settings.path, error));
    }
}

Store::~Store() = default;

void Store::set_recipients(std::vector<Recipient> recipients)
{
    audience_.recipients = std::make_shared<std::vector<Recipient>>(std::move(recipients));
}

std::optional<std::string> Store::damage() const
{
    return damage_->found() ? std::optional(damage_->text()) : std::nullopt;
}

asio::awaitable<void> Store::close()
{
    // First, so that the writer is the last connection and removes the WAL.
    reader_.reset();
    aside_.reset();
    co_await writer_.close();
    lock_.reset();
}

namespace {

/// A closed file has no WAL; then, and only then, the file alone is the whole truth.
bool has_wal(const std::string& path)
{
    std::error_code unreadable;
    return std::filesystem::exists(path + "-wal", unreadable) || unreadable;
}

/// Reading a WAL database needs files beside it, which this user may not make (a backup on read-only media,
/// another user's directory).
bool is_about_files_beside(const sqlite::Error& error)
{
    return error.primary_code() == SQLITE_CANTOPEN || error.primary_code() == SQLITE_READONLY;
}

}  // namespace

std::unique_ptr<Tables> open_read_only(const std::string& path)
{
    if (access(path.c_str(), R_OK) != 0) {
        throw OpenError(
            fmt::format("cannot read the state file {}: {}", path, std::generic_category().message(errno)));
    }
    try {
        return open_reader(path, sqlite::Access::read_only);
    } catch (const sqlite::Error& error) {
        if (!is_about_files_beside(error)) throw OpenError(explain(path, error));
    }
    if (has_wal(path)) {
        throw OpenError(
            fmt::format("cannot read the state file {}: the daemon did not close it, and this user may not "
                        "write in its directory, which reading needs then; run this as the daemon's user",
                        path));
    }
    try {
        return open_reader(path, sqlite::Access::immutable);
    } catch (const sqlite::Error& error) {
        throw OpenError(explain(path, error));
    }
}

}  // namespace webhookd::store
