#pragma once
// The one writing connection and its group commit (conventions.md 5). submit() queues a function; whatever waits together
// runs in one BEGIN IMMEDIATE … COMMIT, each function in its own SAVEPOINT, and every caller resumes on its own executor after the COMMIT.

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

#include "webhookd/async/asio.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::store {

/// Why nothing was written.
struct WriteError
{
    enum class Kind { full, read_only, io, damaged, refused, closed };
    Kind kind = Kind::io;
    std::string message;
};

class Writer
{
  public:
    Writer(std::unique_ptr<Tables> tables, asio::any_io_executor executor);
    ~Writer();

    template <class Work>
    asio::awaitable<std::expected<std::invoke_result_t<Work, Tables&>, WriteError>> submit(Work work);

    bool degraded() const;
    asio::awaitable<void> close();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace webhookd::store
