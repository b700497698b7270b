// `format`, `body` and `content_type` of a subscriber.

#include <gtest/gtest.h>

#include "loading.hpp"
#include "webhookd/config/difference.hpp"

namespace webhookd::config {
namespace {

core::BodySettings body_of(const std::string& more)
{
    return loaded(with_subscriber(more)).subscribers.at(0).body;
}

std::string body_error(const std::string& more)
{
    const auto errors = errors_of(with_subscriber(more));
    EXPECT_EQ(errors.size(), 1U);
    return errors.empty() ? "" : errors.front();
}

TEST(BodyKeys, AreTheEventItselfByDefault)
{
    const auto body = body_of("");
    EXPECT_EQ(body.format, core::BodyFormat::standard);
    EXPECT_EQ(body.jq, "");
}

TEST(BodyKeys, NameAFormOrAProgram)
{
    EXPECT_EQ(body_of("    format: google-chat\n").format, core::BodyFormat::google_chat);
    const auto made =
        body_of("    body:\n      jq: |\n        {text: .type,\n         id}\n    content_type: text/csv\n");
    EXPECT_EQ(made.jq, "{text: .type,\n id}\n");
    EXPECT_EQ(made.content_type, "text/csv");
}

TEST(BodyKeys, SayWhatIsWrong)
{
    EXPECT_EQ(
        body_error("    format: slak\n"),
        "test.yaml:10:13: subscribers[0].format: expected standard, cloudevents, cloudevents-binary, slack, "
        "teams, discord or google-chat, found 'slak'");
    EXPECT_EQ(body_error("    format: slack\n    body: {jq: .}\n"),
              "test.yaml:11:11: subscribers[0].body: expected either format or body; found both");
    EXPECT_EQ(body_error("    body: {}\n"),
              "test.yaml:10:11: subscribers[0].body.jq: is missing; expected a jq program");
    EXPECT_EQ(body_error("    content_type: text/csv\n"),
              "test.yaml:10:19: subscribers[0].content_type: only a body of one's own has a content type of "
              "one's own: "
              "body: {jq: …}");
    EXPECT_EQ(
        body_error("    body: {jq: .}\n    content_type: csv\n"),
        "test.yaml:11:19: subscribers[0].content_type: expected a media type, such as text/csv, found 'csv'");
    EXPECT_EQ(body_error("    body: {jq: ''}\n"),
              "test.yaml:10:16: subscribers[0].body.jq: expected a jq program of 1 to 16384 bytes");
}

TEST(BodyKeys, AreCheckedByWhoKnowsTheLanguage)
{
    const auto text = with_subscriber("    body: {jq: '{'}\n");
    EXPECT_TRUE(load_text(text, "test.yaml"));
    const auto refused = load_text(text, "test.yaml", Secrets::read, [](const std::string& program) {
        return std::expected<void, std::string>(std::unexpected("no " + program));
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(lines(refused.error()),
              std::vector<std::string>{
                  "test.yaml:10:16: subscribers[0].body.jq: the program cannot be used: no {"});
}

TEST(BodyKeys, AreTheConcernOfTheirSubscriberAlone)
{
    const auto found =
        differences(loaded(with_subscriber("    format: slack\n")),
                    loaded(with_subscriber("    body: {jq: .type}\n    content_type: text/plain\n")));
    EXPECT_EQ(found.texts(),
              (std::vector<std::string>{"subscriber erp: format: slack -> standard",
                                        "subscriber erp: body.jq: none -> .type",
                                        "subscriber erp: content_type: application/json -> text/plain"}));
}

}  // namespace
}  // namespace webhookd::config
