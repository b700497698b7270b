// The address policy where it counts: between the look-up and the connection.
#include "http/client_fixture.hpp"

namespace webhookd::http {
namespace {

using test::Answer;

class ClientPolicy : public ClientTest
{
  protected:
    static ClientSettings public_only()
    {
        auto settings = loopback_settings();
        settings.addresses = AddressPolicy::public_only;
        return settings;
    }
};

TEST_F(ClientPolicy, NamesThatLeadInsideAreRefusedWithoutAConnection)
{
    auto& server = serve_answer({});
    client(public_only());
    for (const std::string inside : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1",
                                     "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254", "0.0.0.0", "::"}) {
        const auto name = "h" + std::to_string(resolver_.asked().size()) + ".example.org";
        resolver_.answer(name, {inside});
        EXPECT_EQ(summary(send(get("http://" + name + ":" + std::to_string(server.port()) + "/"))), "address")
            << inside;
    }
    EXPECT_EQ(server.accepted(), 0U);
}

TEST_F(ClientPolicy, LiteralsAreRefusedWithoutALookUp)
{
    client(public_only());
    const auto outcome = send(get("http://127.0.0.1:1/"));
    EXPECT_EQ(summary(outcome), "address");
    EXPECT_EQ(detail(outcome), "address refused: 127.0.0.1 is loopback");
    EXPECT_TRUE(resolver_.asked().empty());
}

TEST_F(ClientPolicy, MixedAnswersAreRefused)
{
    client(public_only());
    resolver_.answer("mixed.example.org", {"93.184.216.34", "127.0.0.1"});
    EXPECT_EQ(summary(send(get("http://mixed.example.org/"))), "address");
}

TEST_F(ClientPolicy, AnswerThatChangesIsVettedOnEveryNewConnection)  // DNS rebinding
{
    auto& server = serve_answer({.close_after = true});
    resolver_.answer("rebind.example.org", {"127.0.0.1"});
    resolver_.answer("rebind.example.org", {"169.254.169.254"});
    const auto url = "http://rebind.example.org:" + std::to_string(server.port()) + "/";
    auto body = [](Client& client, std::string target) -> asio::awaitable<void> {
        const Limits limits;
        const auto before = co_await client.send(get(target), limits);
        EXPECT_EQ(summary(before), "200");
        const auto after = co_await client.send(get(target), limits);
        EXPECT_EQ(summary(after), "address");
    };
    run(body(client(), url));
    EXPECT_EQ(resolver_.asked().size(), 2U);
}

TEST_F(ClientPolicy, NamesThatBeginLikeAnAddressAreVettedByTheirAnswer)
{
    client(public_only());
    resolver_.answer("93.184.216.34.example.org", {"10.0.0.1"});
    const auto outcome = send(get("http://93.184.216.34.example.org/x"));
    EXPECT_EQ(detail(outcome), "address refused: 10.0.0.1 is private");
    EXPECT_EQ(resolver_.asked(), std::vector<std::string>{"93.184.216.34.example.org"});
}

TEST_F(ClientPolicy, ExactlyWhatWasVettedIsConnectedTo)  // DNS rebinding within one exchange
{
    auto& server = serve_answer({.body = "ok"});
    // Only the first answer is harmless, and no other resolver knows the name: asking twice would show.
    resolver_.answer("rebind.example.invalid", {"127.0.0.1"});
    resolver_.answer("rebind.example.invalid", {"169.254.169.254"});
    EXPECT_EQ(summary(send(get("http://rebind.example.invalid:" + std::to_string(server.port()) + "/"))),
              "200");
    EXPECT_EQ(resolver_.asked().size(), 1U);
    EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(ClientPolicy, PrivateAddressesWhenAllowedButNeverMetadata)
{
    auto& server = serve_answer({.body = "ok"});
    client(loopback_settings());
    EXPECT_EQ(summary(send(get("http://127.0.0.1:" + std::to_string(server.port()) + "/"))), "200");
    for (const std::string metadata : {"169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
                                       "2002:a9fe:a9fe::", "fd00:ec2::254"}) {
        const auto name = "h" + std::to_string(resolver_.asked().size()) + ".example.org";
        resolver_.answer(name, {metadata});
        EXPECT_EQ(summary(send(get("http://" + name + "/"))), "address") << metadata;
    }
}

TEST_F(ClientPolicy, OneConnectionOneLookUp)
{
    auto& server = serve_answer({.body = "ok"});
    resolver_.answer("kept.example.org", {"127.0.0.1"});
    const auto url = "http://kept.example.org:" + std::to_string(server.port()) + "/";
    auto body = [](Client& client, std::string target) -> asio::awaitable<void> {
        const Limits limits;
        for (int i = 0; i < 3; ++i) {
            const auto outcome = co_await client.send(get(target), limits);
            EXPECT_EQ(summary(outcome), "200");
        }
    };
    run(body(client(), url));
    EXPECT_EQ(resolver_.asked().size(), 1U);
}

}  // namespace
}  // namespace webhookd::http
