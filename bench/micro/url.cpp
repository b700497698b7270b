// Taking a subscriber's URL apart.

#include <benchmark/benchmark.h>

#include "webhookd/core/url.hpp"

namespace webhookd::bench {

namespace {

void url_parse(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(core::Url::parse("https://erp.example.org:8443/hooks/openboxes?tenant=7"));
}
BENCHMARK(url_parse);

}  // namespace

}  // namespace webhookd::bench
