// The pure parts: runs bench/micro, Google Benchmark's program, and takes over what it measured.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "support/daemon_process.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::bench {

namespace {

Json run_micro(const Options& options)
{
    const auto program = std::filesystem::read_symlink("/proc/self/exe").replace_filename("webhookd-micro");
    const test::TempDir folder;
    test::Changes changes;
    // By a shell, because it cannot be told to keep its own table to itself.
    test::DaemonProcess process(
        {"sh", "-c", "exec \"$0\" \"$@\" > /dev/null", program, "--benchmark_out=" + (folder / "result"),
         fmt::format("--benchmark_repetitions={}", options.runs),
         fmt::format("--benchmark_min_time={}", 0.5 * options.scale),
         "--benchmark_enable_random_interleaving=true"},
        folder / "log", changes);
    changes.wait([&] { return process.ended(); }, std::chrono::minutes(30));
    if (process.wait() != 0) throw std::runtime_error("webhookd-micro is missing, or failed");
    return Json::parse(std::ifstream(folder / "result"));
}

std::vector<Figure>::iterator find(std::vector<Figure>& figures, const std::string& name)
{
    return std::ranges::find(figures, name, &Figure::name);
}

Figure& figure_of(std::vector<Figure>& figures, const std::string& name)
{
    const auto known = find(figures, name);
    return known != figures.end() ? *known : figures.emplace_back(name, "us");
}

/// Turn by turn.
void compare(std::vector<Figure>& figures, const std::string& name, const std::string& limit)
{
    const auto judged = find(figures, name);
    const auto other = find(figures, limit);
    if (judged == figures.end() || other == figures.end()) return;
    judged->compared_with = limit;
    std::ranges::transform(judged->values, other->values, std::back_inserter(judged->ratios), std::divides());
}

}  // namespace

Report measure_micro(const Options& options)
{
    Report report;
    for (const auto& run : run_micro(options).at("benchmarks")) {
        if (run.at("run_type") != "iteration") continue;  // its own means and medians
        const std::string name = run.at("run_name");
        if (run.value("error_occurred", false))
            throw std::runtime_error(name + ": " + run.at("error_message").get<std::string>());
        figure_of(report.figures, name).add(run.at("cpu_time").get<double>() / 1e3);
    }
    std::ranges::sort(report.figures, {}, &Figure::name);
    compare(report.figures, "parse_page_row_reader", "parse_page_json_alone");
    return report;
}

}  // namespace webhookd::bench
