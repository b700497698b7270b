// Programs of every kind against the real worker: what they make, and what becomes of those that do harm.

#include "webhookd/jq/program.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/io_test.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::jq {
namespace {

ProgramSettings settings_of(std::string text)
{
    return {.text = std::move(text), .executable = WEBHOOKD_BINARY, .idle = std::chrono::milliseconds(1)};
}

class JqProgram : public test::IoTest
{
  protected:
    using Outcome = std::expected<std::string, NoResult>;

    Outcome apply(Program& program, std::string json)
    {
        Outcome outcome;
        run(ask(program, std::move(json), outcome));
        return outcome;
    }
    Outcome apply(ProgramSettings settings, std::string json)
    {
        Program program(io_.get_executor(), std::move(settings));
        return apply(program, std::move(json));
    }
    std::string result(std::string text, std::string json = "{}")
    {
        auto outcome = apply(settings_of(std::move(text)), std::move(json));
        return outcome ? *outcome : "no result: " + outcome.error().reason;
    }
    NoResult refusal(std::string text)
    {
        auto outcome = apply(settings_of(std::move(text)), "{}");
        return outcome ? NoResult{"no failure: " + *outcome, false} : outcome.error();
    }

    static asio::awaitable<void> ask_twice(ProgramSettings settings)
    {
        Program program(co_await asio::this_coro::executor, std::move(settings));
        std::ignore = co_await program.apply("{}");
        const auto first = only_child();
        EXPECT_GT(first, 0);
        std::ignore = co_await program.apply("{}");
        EXPECT_EQ(only_child(), first);
    }

    /// -1: none.
    static pid_t only_child()
    {
        std::ifstream children(fmt::format("/proc/self/task/{}/children", gettid()));
        pid_t child = -1;
        children >> child;
        return child;
    }

  private:
    static asio::awaitable<void> ask(Program& program, std::string json, Outcome& outcome)
    {
        outcome = co_await program.apply(std::move(json));
    }
};

TEST_F(JqProgram, MakesOneValueOfAnEvent)
{
    EXPECT_EQ(result(R"jq({text: "\(.type): \(.data.object.identifier)"})jq",
                     R"({"type":"stockMovement.shipped","data":{"object":{"identifier":"412ABC é"}}})"),
              R"({"text":"stockMovement.shipped: 412ABC é"})");
    EXPECT_EQ(result(".data", R"({"data":{"b":1,"a":[null,true,1.5]}})"), R"({"b":1,"a":[null,true,1.5]})");
    EXPECT_EQ(result("\"a\"\n+ \"b\""), R"("ab")");
}

TEST_F(JqProgram, GivesAStringAsItIsWhereThatIsAskedFor)
{
    auto settings = settings_of(R"jq("id;\(.id)")jq");
    settings.raw = true;
    EXPECT_EQ(apply(settings, R"({"id":7})"), "id;7");
}

TEST_F(JqProgram, SaysWhatIsWrongWithOneThatDoesNotCompile)
{
    const auto refused = refusal("{text:\n .data | }");
    EXPECT_TRUE(refused.reason.starts_with("syntax error, unexpected '}'")) << refused.reason;
    EXPECT_TRUE(refused.reason.contains("line 2")) << "as in the configuration: " << refused.reason;
    EXPECT_TRUE(refused.lasting);
    EXPECT_EQ(check(settings_of("frob(1)")).error(), "frob/1 is not defined at <top-level>, line 1");
    EXPECT_TRUE(check(settings_of(".a")));
}

TEST_F(JqProgram, FailsForOneEventAlone)
{
    Program program(io_.get_executor(), settings_of(".a + 1"));
    const auto failed = apply(program, R"({"a":{}})");
    EXPECT_EQ(failed.error().reason, "object ({}) and number (1) cannot be added");
    EXPECT_FALSE(failed.error().lasting);
    EXPECT_EQ(apply(program, R"({"a":1})"), "2");
}

TEST_F(JqProgram, WantsExactlyOneValue)
{
    EXPECT_EQ(refusal("empty").reason, "it gives no value");
    EXPECT_EQ(refusal("1, 2").reason, "it gives more than one value");
    EXPECT_EQ(refusal("1, error(\"late\")").reason, "late");
    EXPECT_EQ(refusal("halt").reason, "it halts");
    EXPECT_EQ(refusal("\"bye\" | halt_error").reason, "it halts");
}

TEST_F(JqProgram, SeesNothingButTheEvent)
{
    EXPECT_EQ(result("env"), "{}");
    EXPECT_EQ(result("$ENV | length"), "0");
    EXPECT_EQ(result("$__loc__"), R"({"file":"<top-level>","line":1})");
    EXPECT_EQ(result("input_filename"), "null");
    EXPECT_EQ(refusal("input").reason, "it asks for another input, and there is none");
    EXPECT_EQ(result("[inputs]"), "[]");
    EXPECT_TRUE(refusal("include \"a\"; .").lasting);
    EXPECT_TRUE(refusal("import \"/etc/passwd\" as $p; $p").lasting);
    EXPECT_EQ(result("[limit(3; repeat(1))] | debug"), "[1,1,1]");
    EXPECT_EQ(result("\"x\" | stderr"), R"("x")");
}

TEST_F(JqProgram, MakesTheSameAtEveryTime)
{
    EXPECT_EQ(refusal("now").reason, "now is not the same on every attempt; the event has .timestamp");
    EXPECT_EQ(result("0 | strflocaltime(\"%H %Z\")"), R"("00 UTC")");
    EXPECT_EQ(result("def now: 1; now"), "1");
}

TEST_F(JqProgram, IsKilledWhenItIsEndlessAndTheNextCallBeginsAnew)
{
    Program program(io_.get_executor(), settings_of("if .hang then [range(infinite)] | length else 1 end"));
    EXPECT_EQ(apply(program, "{}"), "1");
    const auto killed = apply(program, R"({"hang":true})");
    EXPECT_FALSE(killed);
    EXPECT_TRUE(killed.error().lasting);
    EXPECT_EQ(apply(program, "{}"), "1");
    const auto endless = refusal("def f: f; f");
    EXPECT_EQ(endless.reason, "it took longer than 250 ms");
    EXPECT_TRUE(endless.lasting);
    EXPECT_EQ(refusal("last(repeat(1))").reason, "it took longer than 250 ms");
}

TEST_F(JqProgram, IsStoppedWhenItWantsGigabytes)
{
    const auto doubled = refusal("reduce range(40) as $i (\"xx\"; . + .)");
    EXPECT_TRUE(doubled.lasting);
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)  // which need terabytes themselves
    EXPECT_EQ(doubled.reason, "it needed more than 64 MiB, or calls itself too deeply");
#endif
    EXPECT_TRUE(refusal("\"x\" * 1000000000").lasting);
    EXPECT_TRUE(refusal("reduce range(1000000) as $i (1; [.])").lasting);
    EXPECT_TRUE(refusal("def f: [f]; f").lasting);
}

TEST_F(JqProgram, SpendsNoTimeOnAPatternThatExplodes)
{
    EXPECT_EQ(refusal(R"x(("a" * 40) | test("^(a+)+$b"))x").reason,
              "Regex failure: retry-limit-in-match over");
}

TEST_F(JqProgram, EndsItsProcessWhenNothingIsAskedAndStartsAnother)
{
    Program program(io_.get_executor(), settings_of(".a"));
    for (int n = 0; n < 3; ++n) {
        asio::co_spawn(io_, program.apply(R"({"a":1})"),
                       [&](const std::exception_ptr&, const Outcome& answer) {
                           EXPECT_EQ(answer, "1");
                           EXPECT_GT(only_child(), 0);
                       });
        io_.restart();
        io_.run();
        EXPECT_EQ(only_child(), -1);
    }
}

TEST_F(JqProgram, KeepsItsProcessFromOneCallToTheNext)
{
    auto settings = settings_of(".a");
    settings.idle = std::chrono::minutes(10);
    run(ask_twice(std::move(settings)));
}

TEST_F(JqProgram, IsTellingWhereNoProcessCanBeStarted)
{
    auto settings = settings_of(".");
    settings.executable = "/nowhere/openboxes-webhookd";
    EXPECT_THROW(std::ignore = apply(settings, "{}"), std::system_error);
    settings.executable = "/bin/true";
    EXPECT_EQ(apply(settings, "{}").error().reason, "jq ended by itself");
}

TEST_F(JqProgram, TrustsNoAnswerOfTheProcess)
{
    const test::TempDir folder;
    auto settings = settings_of(".");
    // A frame of four gigabytes, and one that is empty.
    for (const auto* length : {"\\377\\377\\377\\377", "\\0\\0\\0\\0"}) {
        settings.executable =
            folder.write("worker", fmt::format("#!/bin/sh\nprintf '{}' >&0\ncat > /dev/null\n", length));
        std::filesystem::permissions(settings.executable, std::filesystem::perms::owner_all);
        const auto outcome = apply(settings, "{}");
        ASSERT_FALSE(outcome);
        EXPECT_TRUE(outcome.error().lasting);
    }
}

TEST_F(JqProgram, AnswersSeveralCallsOneAfterTheOther)
{
    Program program(io_.get_executor(), settings_of(".n"));
    std::vector<std::string> answers;
    for (int n = 0; n < 8; ++n) {
        asio::co_spawn(io_, program.apply(fmt::format(R"({{"n":{}}})", n)),
                       [&](const std::exception_ptr&, const Outcome& answer) {
                           answers.push_back(answer.value_or("none"));
                       });
    }
    EXPECT_EQ(apply(program, R"({"n":8})"), "8");
    EXPECT_EQ(answers, (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7"}));
}

}  // namespace
}  // namespace webhookd::jq
