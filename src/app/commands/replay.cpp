// `replay`: one request, which lasts as long as the daemon works on it.

#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

struct ReplayOptions : CommonOptions
{
    std::string subscriber;
    std::string since;
    std::string until;
    std::vector<std::string> types;
    bool failed = false;
    bool missing = false;
    bool all = false;
    bool dry_run = false;
};

Json states_of(const ReplayOptions& options)
{
    if (options.all) return {"missing", "dead", "delivered"};
    auto states = Json::array();
    if (options.missing) states.push_back("missing");
    if (options.failed) states.push_back("dead");
    return states;  // none: the daemon's default, which is both
}

Json request_of(const ReplayOptions& options)
{
    const auto at = now();
    Json request{{"subscriber", options.subscriber},
                 {"since", core::format_timestamp(time_argument("--since", options.since, at))},
                 {"types", options.types},
                 {"states", states_of(options)},
                 {"dry_run", options.dry_run}};
    if (!options.until.empty())
        request["until"] = core::format_timestamp(time_argument("--until", options.until, at));
    return request;
}

void print_counts(const OrderedJson& counts, const std::string& subscriber)
{
    fmt::print("{} {} of {} events for {}: {} it never had, {} dead letters, {} delivered before\n",
               counts["dry_run"].get<bool>() ? "would queue" : "queued", cell(counts["queued"]),
               cell(counts["events"]), subscriber, cell(counts["missing"]), cell(counts["dead"]),
               cell(counts["delivered"]));
    if (counts["unfinished"].get<std::int64_t>() > 0)
        fmt::print("left {} alone that will be sent anyway\n", cell(counts["unfinished"]));
}

int replay(const ReplayOptions& options)
{
    const auto request = request_of(options);
    show(options, command_daemon(options, "/v1/replay", request),
         [&options](const OrderedJson& counts) { print_counts(counts, options.subscriber); });
    return exit_ok;
}

constexpr auto replay_footer = R"(Without --failed, --missing or --all: what failed and what is missing.

Events are sent again with the id and the body they had, so a receiver knows those that it has processed. Their
attempts count from one again. What is waiting to be sent already is left alone, so a replay that was interrupted
may simply be repeated. Interrupting this command does not stop the daemon's work.

Example, for a new subscriber: openboxes-webhookd replay --subscriber erp --since 30d --missing
Example, after an outage:      openboxes-webhookd replay --subscriber erp --since 2d --failed --dry-run)";

}  // namespace

void add_replay(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<ReplayOptions>();
    auto* command = app.add_subcommand("replay", "Sends events of the past to a subscriber (again)");
    add_common_options(*command, *options);
    command->add_option("--subscriber", options->subscriber, "to whom")->type_name("NAME")->required();
    command
        ->add_option("--since", options->since,
                     "events not older than this: RFC 3339, or how long ago (2h); what is past its retention "
                     "is gone")
        ->type_name("TIME")
        ->required();
    command->add_option("--until", options->until, "events older than this")->type_name("TIME");
    command->add_option("--type", options->types, "only of these types, e.g. stockMovement.*")
        ->type_name("TYPE");
    command->add_flag("--failed", options->failed, "dead letters: deliveries that were given up");
    command->add_flag("--missing", options->missing,
                      "events that match the subscriber's filter and were never queued for it");
    command->add_flag("--all", options->all, "both, and those that were delivered already")
        ->excludes("--failed")
        ->excludes("--missing");
    command->add_flag("--dry-run", options->dry_run, "only say how many that would be");
    command->footer(replay_footer);
    command->callback([options, &chosen] { chosen = [options] { return replay(*options); }; });
}

}  // namespace webhookd::app
