// The command line: names of commands, exit statuses, help.

#include <gtest/gtest.h>

#include "support/program.hpp"

namespace webhookd::test {
namespace {

class EveryCommand : public testing::TestWithParam<std::vector<std::string>>
{
  protected:
    std::vector<std::string> with(std::vector<std::string> more) const
    {
        auto arguments = GetParam();
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
};

TEST_P(EveryCommand, ExplainsItselfWithAnExample)
{
    const auto help = run(with({"--help"}));
    EXPECT_EQ(help.status, 0) << help;
    EXPECT_NE(help.out.find("Usage: "), std::string::npos) << help;
    EXPECT_NE(help.out.find("Example: openboxes-webhookd"), std::string::npos) << help;
    EXPECT_EQ(help.err, "");
}

TEST_P(EveryCommand, RefusesAnUnknownOption)
{
    const auto refused = run(with({"--no-such-option"}));
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err, "");
}

INSTANTIATE_TEST_SUITE_P(
    Usage, EveryCommand,
    testing::Values(std::vector<std::string>{}, std::vector<std::string>{"init"},
                    std::vector<std::string>{"run"}, std::vector<std::string>{"healthcheck"},
                    std::vector<std::string>{"check"}, std::vector<std::string>{"poll"},
                    std::vector<std::string>{"status"}, std::vector<std::string>{"log"},
                    std::vector<std::string>{"audit"}, std::vector<std::string>{"events"},
                    std::vector<std::string>{"events", "list"}, std::vector<std::string>{"events", "show"},
                    std::vector<std::string>{"deliveries"}, std::vector<std::string>{"deliveries", "list"},
                    std::vector<std::string>{"subscribers"}, std::vector<std::string>{"subscribers", "list"},
                    std::vector<std::string>{"secret"}, std::vector<std::string>{"secret", "generate"},
                    std::vector<std::string>{"sign"}, std::vector<std::string>{"verify"}),
    [](const auto& parameter) {
        std::string name = "Program";
        for (const auto& word : parameter.param)
            name += "_" + word;
        return name;
    });

TEST(Usage, NoCommandIsAnErrorThatListsTheCommands)
{
    const auto refused = run(std::vector<std::string>{});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("run"), std::string::npos) << refused;
}

TEST(Usage, UnknownCommandSuggestsTheNearest)
{
    const auto refused = run({"statsu"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("did you mean 'status'"), std::string::npos) << refused;
}

TEST(Usage, UnknownSubcommandSuggestsTheNearest)
{
    const auto refused = run({"events", "lists"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("did you mean 'events list'"), std::string::npos) << refused;
}

TEST(Usage, WordLikeNoCommandListsThem)
{
    const auto refused = run({"xyzzy"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("there are: init, run, check"), std::string::npos) << refused;
}

TEST(Usage, VersionIsPrinted)
{
    const auto version = run({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_EQ(version.out.find("openboxes-webhookd "), 0U) << version;
}

TEST(Usage, MissingConfigurationIsABadConfiguration)
{
    for (const auto* command : {"run", "check", "status", "log"}) {
        const auto refused = run({command, "--config", "/nowhere/openboxes-webhooks.yaml"});
        EXPECT_EQ(refused.status, 2) << command << ": " << refused;
        EXPECT_NE(refused.err.find("/nowhere/openboxes-webhooks.yaml"), std::string::npos) << refused;
    }
}

TEST(Usage, PollNeedsAStreamOrADryRun)
{
    const auto refused = run({"poll"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("--dry-run"), std::string::npos) << refused;
}

TEST(Usage, FullDiskUnderStandardOutputIsAFailure)
{
    const auto status = std::system(WEBHOOKD_BINARY " secret generate > /dev/full 2> /dev/null");
    EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace webhookd::test
