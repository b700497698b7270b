// The parts of a lane in a row, without the lane: request, exchange, classification.

#include "webhookd/delivery/single.hpp"

#include <utility>

#include "delivery/webhook/classify.hpp"
#include "delivery/webhook/request.hpp"

namespace webhookd::delivery {

asio::awaitable<Tried> send_once(http::Client& client, const LaneSettings& lane, core::Event event,
                                 core::Timestamp now)
{
    auto request = webhook_request(lane.url, constant_headers(lane.headers), lane.keys, std::move(event.id),
                                   std::move(event.body), now);
    auto outcome = co_await client.send(std::move(request), answer_limits(lane.timeout));
    auto result = classify(std::move(outcome), lane.url, now);
    co_return Tried{.delivered = result.verdict == Verdict::delivered, .detail = std::move(result.detail)};
}

}  // namespace webhookd::delivery
