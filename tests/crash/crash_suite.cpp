// Kills the real daemon at every file-system and socket system call of a scenario, restarts it, and compares
// what a subscriber got with the truth: nothing lost, nothing invented, equal ids have equal bytes, each
// entity in order (P1, P2, P3, P4, F-21, F-35). kill_at_call counts one system call name at a time, over all
// threads.

#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "crash/scenario.hpp"

namespace webhookd::test {
namespace {

using Make = std::unique_ptr<Scenario> (*)(const std::string& daemon);

const std::map<std::string, Make> scenarios{{"polls", polls_and_retries}, {"operations", operations}};

struct Totals
{
    int points = 0;
    int bad = 0;
};

/// The numbers at which a call is tried: all of them, or ever wider steps.
int next_number(int number, bool all)
{
    return all ? number + 1 : number * 3;
}

Totals kill_at_each(Make make, const std::string& daemon, const std::string& call, bool all)
{
    Totals totals;
    for (int number = 1;; number = next_number(number, all)) {
        const auto scenario = make(daemon);
        const bool reached = scenario->run(call, number);
        const auto problems = scenario->problems();
        ++totals.points;
        if (!problems.empty()) {
            ++totals.bad;
            fmt::print("{} number {}:\n", call, number);
            for (const auto& problem : problems)
                fmt::print("  {}\n", problem);
            fmt::print("{}\n", scenario->log());
        }
        if (!reached) break;
    }
    fmt::print("{:10} {:5} kill points, {} bad\n", call, totals.points, totals.bad);
    std::fflush(stdout);
    return totals;
}

}  // namespace
}  // namespace webhookd::test

int main(int argc, char** argv)
{
    using namespace webhookd::test;
    std::string daemon;
    std::string scenario = "polls";
    // Every call by which the daemon touches a file or talks to a peer; seen with `strace -f`.
    std::vector<std::string> calls{"openat",    "read",    "write",   "pread64",    "pwrite64",   "fdatasync",
                                   "ftruncate", "unlink",  "fcntl",   "flock",      "newfstatat", "access",
                                   "chmod",     "fchown",  "ioctl",   "close",      "socket",     "bind",
                                   "listen",    "accept",  "connect", "setsockopt", "getsockopt", "shutdown",
                                   "sendto",    "sendmsg", "recvfrom"};
    bool all = false;
    CLI::App app{"Kills the daemon at system calls and looks for lost, invented and reordered webhooks."};
    app.add_option("daemon", daemon, "the program to kill")->required();
    app.add_option("--scenario", scenario, "polls or operations")->check(CLI::IsMember(scenarios));
    app.add_option("--calls", calls, "only these system calls")->delimiter(',');
    app.add_flag("--all", all, "every kill point, not a sample");
    CLI11_PARSE(app, argc, argv);

    Totals totals;
    for (const auto& call : calls) {
        const auto one = kill_at_each(scenarios.at(scenario), daemon, call, all);
        totals.points += one.points;
        totals.bad += one.bad;
    }
    fmt::print("crash suite: {}: {} kill points, {} bad\n", scenario, totals.points, totals.bad);
    return totals.bad == 0 ? 0 : 1;
}
