// A backup is a row of jobs between commits. All of them, also the one that closes a cancelled copy, run on
// the writer's thread, where the copy lives.

#include "webhookd/store/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <boost/system/system_error.hpp>

#include "store/opening.hpp"
#include "webhookd/store/sqlite/backup.hpp"

namespace webhookd::store {

namespace {

namespace fs = std::filesystem;

constexpr int pages_per_step = 256;

std::runtime_error cannot_write(const std::string& path, const std::string& why)
{
    return std::runtime_error(fmt::format("cannot write {}: {}", path, why));
}

void refuse_existing(const std::string& path)
{
    std::error_code ignored;
    if (fs::exists(path, ignored)) throw cannot_write(path, "there is a file already");
}

/// A command that replaces files must not replace any: configuration, sockets and devices stay.
void expect_state_file(const std::string& path)
{
    std::error_code ignored;
    const auto status = fs::symlink_status(path, ignored);
    if (!fs::exists(status)) return;
    constexpr auto why = "what is there is not a state file, and nothing else is replaced";
    if (!fs::is_regular_file(status)) throw cannot_write(path, why);
    try {
        sqlite::Database existing(path, sqlite::Access::immutable);
        expect_ours(existing, path);
    } catch (const std::runtime_error&) {
        throw cannot_write(path, why);
    }
}

/// The copy would take its place, and what is written from then on would be lost.
void refuse_state_file(Tables& tables, const std::string& path)
{
    const auto state = tables.database->path();
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
        std::error_code ignored;
        if (fs::equivalent(state + suffix, path, ignored))
            throw cannot_write(path, "it belongs to the state file that is in use");
    }
}

/// So that the new name survives a power cut.
void sync_folder(const std::string& path)
{
    const auto folder = fs::path(path).parent_path();
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

/// A copy that is being made. Lives on the writer's thread.
class Copy
{
  public:
    Copy(Tables& tables, std::string path, bool overwrite) : path_(std::move(path)), overwrite_(overwrite)
    {
        if (!overwrite_) refuse_existing(path_);
        refuse_state_file(tables, path_);
        refuse_state_file(tables, partial());
        if (overwrite_) expect_state_file(path_);
        unlink(partial().c_str());  // of a daemon that was killed
        // It holds what the state file holds.
        if (!create_private(partial())) throw cannot_write(partial(), std::generic_category().message(errno));
        try {
            backup_ = std::make_unique<sqlite::Backup>(*tables.database, partial());
        } catch (const sqlite::Error& error) {
            throw cannot_write(partial(), error.what());
        }
    }
    ~Copy()
    {
        backup_.reset();
        unlink(partial().c_str());
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    bool step()
    {
        try {
            return backup_->step(pages_per_step);
        } catch (const sqlite::Error& error) {
            throw cannot_write(partial(), error.what());
        }
    }

    BackedUp finish()
    {
        backup_.reset();
        const auto bytes = static_cast<std::int64_t>(fs::file_size(partial()));
        if (overwrite_)
            expect_state_file(path_);
        else
            refuse_existing(path_);
        fs::rename(partial(), path_);
        sync_folder(path_);
        return {bytes};
    }

  private:
    std::string partial() const { return path_ + ".partial"; }

    std::string path_;
    bool overwrite_;
    std::unique_ptr<sqlite::Backup> backup_;
};

using Made = std::expected<std::shared_ptr<Copy>, WriteError>;
using Step = std::expected<bool, WriteError>;

asio::awaitable<bool> is_cancelled()
{
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

asio::awaitable<std::expected<BackedUp, WriteError>> back_up(Store& store, std::string path, bool overwrite)
{
    // A cancelled backup still has to be closed, on the thread where it was made.
    co_await asio::this_coro::throw_if_cancelled(false);
    auto make = [path, overwrite](Tables& tables) { return std::make_shared<Copy>(tables, path, overwrite); };
    Made made = co_await store.between_commits(std::move(make));
    if (!made) co_return std::unexpected(made.error());

    Step step = false;
    bool cancelled = false;
    while (step && !*step && !cancelled) {
        auto next = [copy = *made](Tables&) { return copy->step(); };
        step = co_await store.between_commits(std::move(next));
        cancelled = co_await is_cancelled();
    }
    const bool complete = step && *step;
    auto close = [copy = std::exchange(*made, nullptr), complete](Tables&) mutable {
        const auto last = std::exchange(copy, nullptr);
        return complete ? last->finish() : BackedUp{};
    };
    auto closed = co_await store.between_commits(std::move(close));
    co_await asio::this_coro::throw_if_cancelled(true);
    if (cancelled) throw boost::system::system_error(asio::error::operation_aborted);
    if (!step) co_return std::unexpected(step.error());
    co_return closed;
}

}  // namespace webhookd::store
