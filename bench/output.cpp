// The table shows the least, the median and the greatest of each figure; the JSON has every value, and the
// machine as /proc and uname describe it.

#include "bench/output.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::bench {

namespace {

/// Three digits that count: 13210, 4.27, 0.0312.
std::string number(double value)
{
    if (value >= 100) return fmt::format("{:.0f}", value);
    return fmt::format("{:.3g}", value);
}

std::string text_of(const Bar& bar)
{
    return fmt::format("{} {:g}{}", bar.at_least ? ">=" : "<=", bar.value, bar.of_ratio ? " x" : "");
}

std::string verdict(const Figure& figure)
{
    if (!figure.bar) return "";
    return fmt::format("{} {}", text_of(*figure.bar), *figure.is_met() ? "met" : "MISSED");
}

std::string ratio(const Figure& figure)
{
    if (figure.ratios.empty()) return "";
    return fmt::format("{:.3f} x {}", median(figure.ratios), figure.compared_with);
}

std::string row(const Figure& figure)
{
    const auto [least, most] = std::ranges::minmax(figure.values);
    return fmt::format("{:<46} {:>9} {:>9} {:>9} {:<5} {:<18} {}\n", figure.name, number(least),
                       number(median(figure.values)), number(most), figure.unit, verdict(figure),
                       ratio(figure));
}

OrderedJson to_json(const Figure& figure)
{
    OrderedJson json{{"name", figure.name},
                     {"unit", figure.unit},
                     {"values", figure.values},
                     {"median", median(figure.values)}};
    if (!figure.ratios.empty()) {
        json["compared_with"] = figure.compared_with;
        json["ratios"] = figure.ratios;
        json["ratio"] = median(figure.ratios);
    }
    if (figure.bar) {
        json["bar"] = text_of(*figure.bar);
        json["met"] = *figure.is_met();
    }
    return json;
}

OrderedJson to_json(const Faults& faults)
{
    return {{"lost", faults.lost},
            {"doubled", faults.doubled},
            {"unsigned", faults.not_signed},
            {"out_of_order", faults.out_of_order}};
}

std::string processor()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

OrderedJson machine()
{
    utsname system{};
    uname(&system);
    return {{"processor", processor()},
            {"processors", std::thread::hardware_concurrency()},
            {"kernel", system.release}};
}

}  // namespace

std::string to_table(const CaseReport& measured)
{
    auto text = fmt::format("{:<46} {:>9} {:>9} {:>9}\n", measured.name, "min", "median", "max");
    for (const auto& figure : measured.report.figures) {
        if (!figure.is_detail) text += "  " + row(figure);
    }
    const auto& faults = measured.report.faults;
    return text + fmt::format("  lost {}, doubled {}, unsigned {}, out of order {}\n", faults.lost,
                              faults.doubled, faults.not_signed, faults.out_of_order);
}

std::string to_json(const std::vector<CaseReport>& measured, std::string_view version)
{
    const auto now = std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
    OrderedJson json{{"version", version}, {"date", core::format_timestamp(now)}, {"machine", machine()}};
    for (const auto& [name, report] : measured) {
        auto& entry = json["cases"][name];
        entry["figures"] = OrderedJson::array();
        for (const auto& figure : report.figures)
            entry["figures"].push_back(to_json(figure));
        entry["faults"] = to_json(report.faults);
    }
    return json.dump(2) + "\n";
}

}  // namespace webhookd::bench
