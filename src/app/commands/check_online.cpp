// `check --online`: asks the server once, on an event loop made for it, and says what is missing; the budget
// is then that of the feeds and facilities found.

#include "app/commands/check_online.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "app/commands/one_off.hpp"
#include "app/commands/output.hpp"
#include "app/request_budget.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::app {

namespace {

struct Findings
{
    std::vector<openboxes::Probe> probes;
    std::optional<std::size_t> facilities;
};

asio::awaitable<Findings> find_out(openboxes::Client& client, openboxes::SourceSettings settings)
{
    Findings findings;
    findings.probes = co_await openboxes::probe_all(client, settings);
    const auto facilities = co_await openboxes::list_facilities(client, settings);
    if (facilities) findings.facilities = facilities->facilities.size();
    co_return findings;
}

Findings ask_server(const config::Config& config)
{
    OneOffClient client(config.openboxes);
    return run_alone(client.io, find_out(client.api, config.poller.source));
}

/// Nothing that the daemon needs is missing.
bool is_complete(const std::vector<openboxes::Probe>& probes)
{
    using openboxes::Need;
    using openboxes::Probe;
    const auto is_alternative = [](const Probe& probe) { return probe.need == Need::one_of; };
    const bool required =
        std::ranges::all_of(probes, [](const Probe& p) { return p.ok || p.need != Need::required; });
    const bool any_alternative =
        std::ranges::any_of(probes, [&](const Probe& p) { return is_alternative(p) && p.ok; });
    return required && (any_alternative || std::ranges::none_of(probes, is_alternative));
}

std::string_view name_of(openboxes::Need need)
{
    switch (need) {
        case openboxes::Need::required:
            return "required";
        case openboxes::Need::one_of:
            return "one_of";
        case openboxes::Need::optional:
            break;
    }
    return "optional";
}

/// `absent` for what another endpoint makes up for.
std::string_view verdict(const openboxes::Probe& probe)
{
    if (probe.ok) return "ok";
    return probe.need == openboxes::Need::required ? "MISSING" : "absent";
}

void note_feeds(const std::vector<openboxes::Probe>& probes, OnlineReport& report)
{
    bool any = false;
    for (const auto& probe : probes) {
        if (probe.feed.empty()) continue;
        any = any || probe.ok;
        if (probe.ok) continue;
        report.silent_feeds.push_back(probe.feed);
        report.feeds_note = fmt::format("not available ({})", probe.detail);
    }
    if (report.silent_feeds.empty()) return;
    report.feeds_note =
        any ? "in part " + report.feeds_note : report.feeds_note + ", facilities are polled in turn";
}

}  // namespace

core::RequestBudget found_budget(const config::Config& config, const OnlineReport& report)
{
    auto budget = request_budget(config);
    if (report.facilities) budget.facilities = report.facilities;
    for (const auto& feed : report.silent_feeds)
        budget.lose_feed(feed);
    return budget;
}

OnlineReport probe_online(const config::Config& config)
{
    const auto findings = ask_server(config);
    OnlineReport report;
    report.facilities = findings.facilities;
    report.complete = is_complete(findings.probes);
    for (const auto& probe : findings.probes) {
        report.probes.push_back({{"what", probe.what},
                                 {"ok", probe.ok},
                                 {"need", name_of(probe.need)},
                                 {"verdict", verdict(probe)},
                                 {"detail", probe.detail}});
    }
    note_feeds(findings.probes, report);
    return report;
}

void print_online(const OnlineReport& report)
{
    fmt::print("this server:\n");
    Table table({"  asked for", "", "answer"});
    for (const auto& probe : report.probes) {
        table.add({"  " + probe["what"].get<std::string>(), probe["verdict"].get<std::string>(),
                   probe["detail"].get<std::string>()});
    }
    fmt::print("{}", table.text());
    if (!report.feeds_note.empty()) fmt::print("  feeds: {}\n", report.feeds_note);
    if (!report.complete) fmt::print("  something that the daemon needs is missing\n");
}

}  // namespace webhookd::app
