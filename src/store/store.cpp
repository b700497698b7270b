#include "webhookd/store/store.hpp"

#include <utility>

#include "store/identity.hpp"
#include "store/lock.hpp"
#include "store/opening.hpp"

namespace webhookd::store {

Store::Store(const StoreSettings& settings, asio::any_io_executor writer_executor)
    : lock_(std::make_unique<Lock>(settings.path)),
      writer_(open_writer(settings), std::move(writer_executor), settings.on_commit)
{
    try {
        reader_ = open_reader(settings.path, sqlite::Access::read_only);
        audience_.origin = {.source = settings.source, .epoch = load_meta(*reader_->database, "epoch")};
        set_recipients({});
    } catch (const sqlite::Error& error) {
        throw explain(settings.path, error);
    }
}

Store::~Store() = default;

void Store::set_recipients(std::vector<Recipient> recipients)
{
    audience_.recipients = std::make_shared<std::vector<Recipient>>(std::move(recipients));
}

asio::awaitable<void> Store::close()
{
    reader_.reset();  // first, so that the writer is the last connection and removes the WAL
    co_await writer_.close();
    lock_.reset();
}

}  // namespace webhookd::store
