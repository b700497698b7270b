// One page of 100 products, as OpenBoxes sends it: parsed and nothing else; reduced to what is watched; and
// compared with what is remembered, where nothing has changed.

#include <stdexcept>

#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>

#include "openboxes/page.hpp"
#include "openboxes/row_reader.hpp"
#include "simulator/seeding.hpp"
#include "simulator/simulated_openboxes.hpp"
#include "webhookd/core/rules.hpp"

namespace webhookd::bench {

namespace {

test::Answer ask(simulator::SimulatedOpenBoxes& openboxes, test::Request request, const std::string& target)
{
    test::set_target(request, openboxes.options().context_path + target);
    request.headers.add("Accept", "application/json");
    request.headers.add("Content-Type", "application/json");
    auto answer = openboxes.handle(request);
    if (answer.status != 200) throw std::runtime_error("the simulator refused " + target);
    return answer;
}

constexpr std::size_t page_rows = 100;

std::string page_of_products()
{
    boost::asio::io_context context;
    simulator::SeedClock clock;
    simulator::Options options;
    options.now = clock;
    simulator::SimulatedOpenBoxes openboxes(context, options);
    openboxes.world().create_user("bench", "bench", simulator::Role::assistant);
    simulator::seed_world(openboxes.world(), clock, {.facilities = 1, .products = page_rows});

    test::Request login;
    login.method = "POST";
    login.body = R"({"username": "bench", "password": "bench"})";
    const auto cookie = ask(openboxes, login, "/api/login").headers.get("Set-Cookie");
    test::Request read;
    read.method = "GET";
    read.headers.add("Cookie", cookie.substr(0, cookie.find(';')));
    auto body = ask(openboxes, read, "/api/products?max=" + std::to_string(page_rows)).body;
    openboxes.stop();
    context.poll();
    return body;
}

void throughput(benchmark::State& state, const std::string& page)
{
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page.size()));
}

std::vector<core::Observation> observe(const openboxes::RowReader& reader, const std::string& text)
{
    std::vector<core::Observation> seen;
    const auto page = openboxes::read_page(openboxes::JsonDocument::parse(text).value(), page_rows).value();
    for (const auto& row : page.rows)
        seen.push_back(reader.observe(row).seen);
    return seen;
}

void parse_page_json_alone(benchmark::State& state)
{
    const auto page = page_of_products();
    for (auto _ : state)
        benchmark::DoNotOptimize(Json::parse(page));
    throughput(state, page);
}
BENCHMARK(parse_page_json_alone);

void parse_page_row_reader(benchmark::State& state)
{
    const auto page = page_of_products();
    const auto reader = openboxes::product_rows();
    for (auto _ : state)
        benchmark::DoNotOptimize(observe(reader, page));
    throughput(state, page);
}
BENCHMARK(parse_page_row_reader);

void diff_unchanged_page(benchmark::State& state)
{
    constexpr auto kind = core::EntityKind::product;
    const auto seen = observe(openboxes::product_rows(), page_of_products());
    std::vector<core::Snapshot> remembered;
    for (const auto& one : seen)
        remembered.push_back(core::step(kind, *core::Rulebook::built_in(), std::nullopt, one).next);
    for (auto _ : state)
        for (std::size_t i = 0; i < seen.size(); ++i)
            if (!core::is_unchanged(kind, remembered[i], seen[i])) state.SkipWithError("a row has changed");
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(seen.size()));
}
BENCHMARK(diff_unchanged_page);

}  // namespace

}  // namespace webhookd::bench
