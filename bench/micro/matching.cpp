// Whether a subscriber wants an event: by its type, and by a condition on its payload.

#include <benchmark/benchmark.h>

#include "bench/micro/webhook.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/matching.hpp"

namespace webhookd::bench {

namespace {

void match(benchmark::State& state, const char* where)
{
    core::Matcher matcher;
    matcher.events = {"purchaseOrder.*", "stockMovement.*"};
    matcher.where = core::parse_where(Json::parse(where)).value();
    const auto data = Json::parse(webhook_body()).at("data");
    for (auto _ : state) {
        const bool wanted = core::matches(matcher, core::event_type::stock_movement_shipped, data);
        if (!wanted) state.SkipWithError("expected a match");
    }
}
BENCHMARK_CAPTURE(match, type, "{}");
BENCHMARK_CAPTURE(match, where,
                  R"({"object.status": ["SHIPPED", "RECEIVED"], "previous.status": {"not": "RECEIVED"}})");

}  // namespace

}  // namespace webhookd::bench
