// `init`: the first five minutes of somebody who has an OpenBoxes and a subscriber (issue "First five
// minutes").

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simulator/simulated_openboxes.hpp"
#include "support/io_thread.hpp"
#include "support/program.hpp"
#include "support/webhook_receiver.hpp"

namespace webhookd::test {
namespace {

using simulator::SimulatedOpenBoxes;

constexpr auto known_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

class Init : public testing::Test
{
  protected:
    Init() : receiver(ReceiverOptions{.secrets = {known_secret}})
    {
        openboxes.call([](SimulatedOpenBoxes& server) {
            server.world().create_user("svc", "se\"cret: #1", simulator::Role::browser);
            server.world().create_facility("Main depot");
        });
    }

  public:
    ~Init() override
    {
        openboxes.call([](SimulatedOpenBoxes& server) { server.stop(); });
        receiver.call([](WebhookReceiver& server) { server.stop(); });
    }

  protected:
    std::string openboxes_url()
    {
        return openboxes.call([](SimulatedOpenBoxes& server) { return server.url(); });
    }
    std::string hook_url()
    {
        return receiver.call([](WebhookReceiver& server) { return server.url() + "/hooks"; });
    }

    /// Every question answered by an option; the account's password in a file.
    std::vector<std::string> all_answers()
    {
        return {"init",
                "--config",
                file,
                "--url",
                openboxes_url(),
                "--username",
                "svc",
                "--secret",
                known_secret,
                "--password",
                "@" + folder.write("password", "se\"cret: #1\n"),
                "--subscriber-url",
                hook_url(),
                "--events",
                "stockMovement.*,product.created",
                "--allow-private-addresses"};
    }

    Finished init(std::vector<std::string> arguments, const std::vector<std::string>& more = {},
                  std::string input = {})
    {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(std::move(arguments), std::move(input));
    }

    std::size_t pings()
    {
        return receiver.call([](WebhookReceiver& server) { return server.ledger().size(); });
    }

    std::string text() const { return program_detail::contents(file); }

    TempDir folder;
    std::string file = folder / "webhooks.yaml";
    OnThread<SimulatedOpenBoxes> openboxes;
    OnThread<WebhookReceiver> receiver;
};

TEST_F(Init, OptionsAloneMakeAConfigurationThatWasTried)
{
    const auto made = init(all_answers());
    EXPECT_EQ(made.status, 0) << made;
    EXPECT_EQ(pings(), 1U);
    EXPECT_TRUE(receiver.call([](WebhookReceiver& server) { return std::vector(server.ledger().problems()); })
                    .empty())
        << "the ping is signed";
    EXPECT_EQ(run({"check", "--online", "--config", file}).status, 0) << text();
    EXPECT_NE(made.out.find("openboxes-webhookd run --config " + file), std::string::npos) << made;
}

TEST_F(Init, ConfigurationIsShortAndForItsOwnerOnly)
{
    ASSERT_EQ(init(all_answers(), {"--no-try"}).status, 0);
    EXPECT_LE(std::ranges::count(text(), '\n'), 16) << text();
    struct stat status{};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Init, NothingIsOverwritten)
{
    folder.write("webhooks.yaml", "mine: true\n");
    const auto refused = init(all_answers(), {"--no-try"});
    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_EQ(text(), "mine: true\n");
}

TEST_F(Init, DanglingLinkIsNotFollowed)
{
    std::filesystem::create_symlink(folder / "elsewhere", file);
    EXPECT_EQ(init(all_answers(), {"--no-try"}).status, 1);
    EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere"));
}

TEST_F(Init, AsksWhatNoOptionAnswers)
{
    const auto answers = fmt::format("{}\nsvc\nse\"cret: #1\n{}\n\n\n", openboxes_url(), hook_url());
    const auto made =
        init({"init", "--config", file, "--secret", known_secret, "--allow-private-addresses"}, {}, answers);
    EXPECT_EQ(made.status, 0) << made;
    EXPECT_EQ(pings(), 1U);
    EXPECT_EQ(made.out.find("se\"cret"), std::string::npos) << "a password never shows";
}

TEST_F(Init, UnansweredQuestionNamesItsOption)
{
    const auto refused = init({"init", "--config", file, "--no-try"});
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_NE(refused.err.find("--url"), std::string::npos) << refused;
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Init, MadeSecretIsShownBeforeThePingThatItSigns)
{
    auto arguments = all_answers();
    const auto secret = std::ranges::find(arguments, std::string("--secret"));
    arguments.erase(secret, secret + 2);
    const auto made = init(arguments);
    const auto shown = made.out.find("whsec_");
    ASSERT_NE(shown, std::string::npos) << made;
    EXPECT_LT(shown, made.out.find("signed ping"));
}

TEST_F(Init, WritesNothingWhenTheSubscriberRefuses)
{
    receiver.call([](WebhookReceiver& server) { server.answer_next(std::vector<int>{401}); });
    const auto refused = init(all_answers());
    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_NE(refused.out.find("401"), std::string::npos) << refused;
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Init, WritesAllTheSameWhenToldTo)
{
    receiver.call([](WebhookReceiver& server) { server.answer_next(std::vector<int>{401}); });
    EXPECT_EQ(init(all_answers(), {}, "y\n").status, 0);
    EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(Init, WrongPasswordIsFoundBeforeAnythingIsWritten)
{
    folder.write("password", "wrong");
    auto arguments = all_answers();
    std::ranges::replace(arguments, "@" + (folder / "password"), std::string("wrong"));
    const auto refused = init(arguments);
    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Init, MisspeltEventTypeIsRefused)
{
    auto arguments = all_answers();
    std::ranges::replace(arguments, std::string("stockMovement.*,product.created"),
                         std::string("stock.shiped"));
    const auto refused = init(arguments, {"--no-try"});
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_NE(refused.err.find("events"), std::string::npos) << refused;
}

}  // namespace
}  // namespace webhookd::test
