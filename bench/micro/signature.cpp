// Signing and verifying one webhook of 1 KiB.

#include <array>
#include <chrono>

#include <benchmark/benchmark.h>

#include "bench/micro/webhook.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::bench {

namespace {

constexpr auto timestamp = "1764288000";
const auto sent_at = core::Timestamp(std::chrono::seconds(1'764'288'000));

core::SigningKey new_key(bool ed25519)
{
    return core::SigningKey::parse(core::SigningKey::generate(ed25519)).value();
}

void sign(benchmark::State& state, bool ed25519)
{
    const auto key = new_key(ed25519);
    const auto id = event_id(0);
    const auto body = webhook_body();
    for (auto _ : state)
        benchmark::DoNotOptimize(key.sign(id, timestamp, body));
}
BENCHMARK_CAPTURE(sign, v1, false);
BENCHMARK_CAPTURE(sign, v1a, true);

void verify(benchmark::State& state, bool ed25519)
{
    const std::array keys{new_key(ed25519)};
    const auto id = event_id(0);
    const auto body = webhook_body();
    const auto header = core::signature_header(keys, id, timestamp, body);
    for (auto _ : state) {
        const auto verified =
            core::verify(keys, id, timestamp, header, body, sent_at, std::chrono::minutes(5));
        if (!verified) state.SkipWithError(verified.error().c_str());
    }
}
BENCHMARK_CAPTURE(verify, v1, false);
BENCHMARK_CAPTURE(verify, v1a, true);

}  // namespace

}  // namespace webhookd::bench
