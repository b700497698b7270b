// `POST /v1/subscribers/{name}/pause` and `/resume`: the lane does it, and the answer shows how the
// subscriber stands then.

#include "control/acting.hpp"
#include "control/subscribers.hpp"

namespace webhookd::control {

asio::awaitable<OrderedJson> pause_subscriber(Acting acting, Arguments arguments)
{
    const auto& subscriber = acting.subscriber(arguments.part("name"));
    auto reason = arguments.text("reason");
    reason = reason.empty() ? "paused by command" : "paused by command: " + reason;
    co_await acting.actions.pause(subscriber.name, std::move(reason));
    co_return subscriber_document(acting.view(), subscriber);
}

asio::awaitable<OrderedJson> resume_subscriber(Acting acting, Arguments arguments)
{
    const auto& subscriber = acting.subscriber(arguments.part("name"));
    co_await acting.actions.resume(subscriber.name);
    co_return subscriber_document(acting.view(), subscriber);
}

}  // namespace webhookd::control
