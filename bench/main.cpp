// webhookd-bench: runs benchmarks against the daemon's binary and prints what they measured. scripts/bench
// builds both and calls it.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/cases/cases.hpp"
#include "bench/output.hpp"

namespace {

using namespace webhookd::bench;  // NOLINT(google-build-using-namespace): a main file

std::string description()
{
    std::string text =
        "Measures openboxes-webhookd.\n"
        "Status 0: all was measured, and nothing was lost, doubled, unsigned or out of order;\n"
        "1: something was, or a benchmark failed; 2: bad usage.\n"
        "A bar that is missed is no failure: the machine may be slow. Benchmarks:\n";
    for (const auto& one : all_cases())
        text += fmt::format("  {:<12} {}\n", one.name, one.what);
    return text;
}

const Case& find_case(const std::string& name)
{
    for (const auto& one : all_cases())
        if (one.name == name) return one;
    throw CLI::ValidationError("NAME", "no benchmark " + name);
}

std::vector<CaseReport> run(const std::vector<const Case*>& chosen, const Options& options)
{
    std::vector<CaseReport> measured;
    for (const auto* one : chosen) {
        measured.push_back({std::string(one->name), one->run(options)});
        std::fputs((to_table(measured.back()) + "\n").c_str(), stdout);
        std::fflush(stdout);
    }
    return measured;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app(description(), "webhookd-bench");
    Options options;
    std::vector<std::string> names;
    std::string json;
    app.add_option("NAME", names, "benchmarks to run; all when none is named");
    app.add_option("--daemon", options.program, "the daemon's binary")->required();
    app.add_option("--runs", options.runs, "of each figure")->capture_default_str();
    app.add_option("--scale", options.scale, "of rows and durations, to try a benchmark out")
        ->capture_default_str();
    app.add_option("--peers", options.peers,
                   "folder of bench/peers after `npm ci`: runs the benchmark `peers` too");
    app.add_option("--json", json, "file to write every value to");
    auto& freshness = options.freshness;
    app.add_option("--days", freshness.days, "freshness: of work, in virtual time")->capture_default_str();
    app.add_option("--facilities", freshness.facilities, "freshness: how many, one or more numbers")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--budget", freshness.budgets, "freshness: requests per minute, one or more numbers")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--changes", freshness.changes, "freshness: a day in all, one or more numbers")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--feeds", freshness.feeds, "freshness: on, off, both")
        ->check(CLI::IsMember({"on", "off", "both"}))
        ->capture_default_str();
    app.add_option("--parts", freshness.parts, "freshness: sizes, first-scan, troubles, one or more of them")
        ->delimiter(',')
        ->check(CLI::IsMember({"sizes", "first-scan", "troubles"}))
        ->capture_default_str();
    std::vector<const Case*> chosen;
    try {
        app.parse(argc, argv);
        for (const auto& name : names)
            chosen.push_back(&find_case(name));
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : 2;
    }
    const auto& peers = find_case("peers");
    if (chosen.empty())
        for (const auto& one : all_cases())
            if (&one != &peers) chosen.push_back(&one);
    if (!options.peers.empty() && std::ranges::find(chosen, &peers) == chosen.end()) chosen.push_back(&peers);
    try {
        const auto measured = run(chosen, options);
        if (!json.empty()) std::ofstream(json) << to_json(measured, WEBHOOKD_VERSION);
        const bool kept =
            std::ranges::all_of(measured, [](const CaseReport& one) { return one.report.faults.none(); });
        return kept ? 0 : 1;
    } catch (const std::exception& problem) {
        fmt::print(stderr, "webhookd-bench: {}\n", problem.what());
        return 1;
    }
}
