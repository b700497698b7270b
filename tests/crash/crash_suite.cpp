// Kills the real daemon at every file-system and socket system call of a scenario, restarts it, and compares
// what a subscriber got with the truth: nothing lost, nothing invented, equal ids have equal bytes, each
// entity in order (P1, P2, P3, P4, F-21, F-35). kill_at_call counts one system call name at a time, over all
// threads.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "crash/scenario.hpp"

namespace webhookd::test {
namespace {

using Make = std::unique_ptr<Scenario> (*)(const std::string& daemon);

const std::map<std::string, Make> scenarios{
    {"polls", polls_and_retries}, {"operations", operations}, {"hints", hints}};

struct Totals
{
    int points = 0;
    int bad = 0;
};

struct Suite
{
    std::string daemon;
    std::string scenario = "polls";
    std::vector<std::string> calls;
    bool all = false;
    int jobs = 1;
};

/// The numbers at which a call is tried: all of them, or ever wider steps.
int next_number(const Suite& suite, int number)
{
    return suite.all ? number + suite.jobs : number * 3;
}

Totals kill_at_each(const Suite& suite, const std::string& call, int first)
{
    const auto make = scenarios.at(suite.scenario);
    Totals totals;
    for (int number = first;; number = next_number(suite, number)) {
        const auto scenario = make(suite.daemon);
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

/// Every jobs-th kill point, beginning with number `first`; returns the exit status.
int run_share(const Suite& suite, int first)
{
    Totals totals;
    for (const auto& call : suite.calls) {
        const auto one = kill_at_each(suite, call, first);
        totals.points += one.points;
        totals.bad += one.bad;
    }
    fmt::print("crash suite: {}, share {} of {}: {} kill points, {} bad\n", suite.scenario, first, suite.jobs,
               totals.points, totals.bad);
    std::fflush(stdout);
    return totals.bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// A scenario waits more than it computes, so several run beside each other, each in a process of its own.
int run(const Suite& suite)
{
    for (int first = 2; first <= suite.jobs; ++first) {
        if (fork() == 0) return run_share(suite, first);
    }
    int status = run_share(suite, 1);
    for (int ended = 0; wait(&ended) > 0;)
        if (ended != 0) status = EXIT_FAILURE;
    return status;
}

}  // namespace
}  // namespace webhookd::test

int main(int argc, char** argv)
{
    using namespace webhookd::test;
    Suite suite;
    // Every call by which the daemon touches a file or talks to a peer; seen with `strace -f`.
    suite.calls = {"openat",     "read",       "write",    "pread64",    "pwrite64", "fdatasync", "ftruncate",
                   "unlink",     "fcntl",      "flock",    "newfstatat", "access",   "chmod",     "fchown",
                   "ioctl",      "close",      "socket",   "bind",       "listen",   "accept",    "connect",
                   "setsockopt", "getsockopt", "shutdown", "sendto",     "sendmsg",  "recvfrom"};
    CLI::App app{"Kills the daemon at system calls and looks for lost, invented and reordered webhooks."};
    app.add_option("daemon", suite.daemon, "the program to kill")->required();
    app.add_option("--scenario", suite.scenario, "polls, operations or hints")
        ->check(CLI::IsMember(scenarios));
    app.add_option("--calls", suite.calls, "only these system calls")->delimiter(',');
    auto* all = app.add_flag("--all", suite.all, "every kill point, not a sample");
    app.add_option("--jobs", suite.jobs, "so many at a time")->check(CLI::PositiveNumber)->needs(all);
    CLI11_PARSE(app, argc, argv);
    return run(suite);
}
