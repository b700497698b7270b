// When the next request may go and of which kind it is: the budget holds, and no kind of work
// starves (P6, F-42).

#include "webhookd/core/pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

constexpr Pace::Instant start{1000h};
constexpr std::array all{Priority::confirm,  Priority::hint,  Priority::feed,
                         Priority::ordinary, Priority::first, Priority::bulk};

/// Sends what is next, when its time has come; returns when.
Pace::Instant send_next(Pace& pace, Pace::Instant now)
{
    const auto turn = pace.next(now);
    pace.send(turn->priority, turn->at);
    return turn->at;
}

TEST(Pace, HasNothingToSendWhenNothingWaits)
{
    EXPECT_FALSE(Pace(50).next(start));
}

TEST(Pace, SpacesWhatWaitsAfterAShortBurst)  // F-46: no herd
{
    Pace pace(60);
    for (int i = 0; i < 20; ++i)
        pace.enter(Priority::ordinary);
    auto now = start;
    for (int i = 0; i < 6; ++i)
        now = send_next(pace, now);
    EXPECT_EQ(now, start);
    for (int i = 0; i < 10; ++i) {
        const auto next = send_next(pace, now);
        EXPECT_GT(next - now, 900ms);
        EXPECT_LT(next - now, 1100ms);
        now = next;
    }
}

TEST(Pace, LetsWhatIsUrgentGoAtOnceThoughTheBudgetIsUsedUp)
{
    Pace pace(60);
    auto now = start;
    for (int i = 0; i < 1'000; ++i) {
        pace.enter(Priority::ordinary);
        now = send_next(pace, now);
    }
    pace.enter(Priority::ordinary);
    EXPECT_GT(pace.next(now)->at - now, 900ms);
    pace.enter(Priority::hint);
    EXPECT_EQ(pace.next(now)->priority, Priority::hint);
    EXPECT_EQ(send_next(pace, now), now);
    EXPECT_GT(pace.next(now)->at - now, 1'900ms) << "the others make room for it";
}

TEST(Pace, LetsAConfirmationGoBeforeWhatHasWaited)  // F-42
{
    Pace pace(60);
    for (int i = 0; i < 100; ++i)
        pace.enter(Priority::bulk);
    auto now = start;
    for (int i = 0; i < 50; ++i)
        now = send_next(pace, now);
    pace.enter(Priority::confirm);
    EXPECT_EQ(pace.next(now)->priority, Priority::confirm);
}

/// How many of a thousand requests are of each kind while these wait all the time.
std::map<Priority, int> shares(std::span<const Priority> waiting)
{
    Pace pace(50);
    for (const auto priority : waiting)
        for (int i = 0; i < 1'000; ++i)
            pace.enter(priority);
    std::map<Priority, int> sent;
    auto now = start;
    for (int i = 0; i < 1'000; ++i) {
        const auto turn = *pace.next(now);
        ++sent[turn.priority];
        now = send_next(pace, now);
    }
    return sent;
}

TEST(Pace, LeavesNoKindOfWorkOut)  // nothing starves
{
    auto sent = shares(all);
    for (const auto priority : all)
        EXPECT_GT(sent[priority], 20);
    EXPECT_GE(sent[Priority::first] + sent[Priority::bulk], 200);
}

TEST(Pace, KeepsAFifthForComparisonsWhateverNewsWaits)
{
    const std::array news{Priority::confirm, Priority::hint, Priority::feed, Priority::ordinary,
                          Priority::bulk};
    EXPECT_GE(shares(news)[Priority::bulk], 200);
}

TEST(Pace, GivesMostToFirstScansWhileNothingHasHappened)
{
    const std::array at_the_start{Priority::feed, Priority::ordinary, Priority::first};
    EXPECT_GE(shares(at_the_start)[Priority::first], 700);
}

TEST(Pace, UsesNearlyAllOfTheBudgetWhileAnythingWaits)  // P6
{
    Pace pace(50);
    auto now = start;
    for (int i = 0; i < 5'000; ++i) {
        pace.enter(Priority::ordinary);
        now = send_next(pace, now);
    }
    const std::chrono::duration<double> took = now - start;
    EXPECT_GE(5'000 * 60 / took.count(), 0.95 * 50);
}

TEST(Pace, PausesEverything)  // F-41: Retry-After counts against all resources; a pause is never shortened
{
    Pace pace(50);
    pace.pause_until(start + 30s);
    pace.pause_until(start + 5s);
    pace.enter(Priority::confirm);
    EXPECT_EQ(pace.next(start)->at, start + 30s);
}

TEST(Pace, RemembersUnderAnotherLimitWhatWasSent)  // P6
{
    Pace pace(100);
    auto now = start;
    for (int i = 0; i < 10; ++i) {
        pace.enter(Priority::confirm);
        now = send_next(pace, now);
    }
    pace.set_per_minute(10);
    pace.enter(Priority::confirm);
    EXPECT_GE(pace.next(now)->at, start + 60s);
}

/// Arbitrary work that comes and goes, for a while.
struct History
{
    std::vector<Pace::Instant> sent;
    std::map<Priority, std::size_t> longest;  ///< requests of others in a row while one of this kind waited
};

History arbitrary_history(std::size_t per_minute)
{
    Pace pace(per_minute);
    std::map<Priority, int> waiting;
    std::map<Priority, std::size_t> passed;
    History history;
    auto now = start;
    const auto steps = *rc::gen::inRange(1, 400);
    for (int step = 0; step < steps; ++step) {
        const auto priority = *rc::gen::elementOf(std::vector(all.begin(), all.end()));
        const auto many = *rc::gen::inRange(0, 5);
        for (int i = 0; i < many; ++i) {
            pace.enter(priority);
            ++waiting[priority];
        }
        if (*rc::gen::inRange(0, 10) == 0) now += std::chrono::milliseconds(*rc::gen::inRange(0, 90'000));
        const auto turn = pace.next(now);
        if (!turn) continue;
        now = turn->at;
        pace.send(turn->priority, now);
        --waiting[turn->priority];
        history.sent.push_back(now);
        for (const auto other : all) {
            passed[other] = other == turn->priority || waiting[other] == 0 ? 0 : passed[other] + 1;
            history.longest[other] = std::max(history.longest[other], passed[other]);
        }
    }
    return history;
}

RC_GTEST_PROP(Pace, KeepsTheBudgetInEveryWindowOfSixtySeconds, ())  // P6, F-42
{
    const auto per_minute = *rc::gen::inRange<std::size_t>(1, 80);
    const auto sent = arbitrary_history(per_minute).sent;
    for (auto first = sent.begin(); first != sent.end(); ++first) {
        const auto past = std::lower_bound(first, sent.end(), *first + 60s);
        RC_ASSERT(static_cast<std::size_t>(past - first) <= per_minute);
    }
}

RC_GTEST_PROP(Pace, LetsNothingWaitLongerThanItSays, ())
{
    const auto history = arbitrary_history(50);
    for (const auto& [priority, longest] : history.longest)
        RC_ASSERT(longest <= Pace::longest_wait(priority));
}

}  // namespace
}  // namespace webhookd::core
