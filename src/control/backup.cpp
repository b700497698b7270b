// `POST /v1/backup`: one at a time; store::back_up() does it.

#include <fmt/format.h>

#include "control/handlers.hpp"
#include "webhookd/store/backup.hpp"

namespace webhookd::control {

namespace {

class Ended
{
  public:
    explicit Ended(bool& flag) : flag_(flag) {}
    ~Ended() { flag_ = false; }
    Ended(const Ended&) = delete;
    Ended& operator=(const Ended&) = delete;

  private:
    bool& flag_;
};

}  // namespace

asio::awaitable<OrderedJson> back_up(ActionContext context, Arguments arguments)
{
    const auto file = arguments.required_text("file");
    const bool overwrite = arguments.flag("overwrite");
    if (!file.starts_with('/'))
        throw Refusal(400, fmt::format("file: expected an absolute path, found \"{}\"", file));
    // The system would take what comes before it for the path.
    if (file.contains('\0')) throw Refusal(400, "file: expected a path, found one with a zero byte");
    if (std::exchange(context.backing_up, true)) throw Refusal(409, "a backup is being made already");
    const Ended ended(context.backing_up);
    const auto started = context.clock.steady();
    const auto made = co_await store::back_up(context.store, file, overwrite);
    if (!made) throw Refusal(made.error().is_environmental() ? 503 : 409, made.error().message);
    const auto took = std::chrono::duration_cast<core::Duration>(context.clock.steady() - started);
    co_return OrderedJson{{"file", file}, {"bytes", made->bytes}, {"duration_ms", took.count()}};
}

}  // namespace webhookd::control
