// Whatever the bytes, loading ends with a Config or with errors that name the file: no crash, no exception,
// no hang. RapidCheck prints the seed of a failure; RC_PARAMS="max_success=100000" runs more.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "loading.hpp"
#include "support/property.hpp"

namespace webhookd::config {
namespace {

void must_end_well(const std::string& text)
{
    const auto result = load_text(text, "test.yaml");
    if (result) return;
    RC_ASSERT(!result.error().empty());
    for (const auto& problem : result.error()) {
        RC_ASSERT(problem.text().starts_with("test.yaml"));
        RC_ASSERT(!problem.message.empty());
        RC_ASSERT(problem.text().find('\n') == std::string::npos);
    }
}

const std::string& whole_reference()
{
    static const std::string text = [] {
        std::ifstream file(PROJECT_SOURCE_DIR "/config/openboxes-webhooks.yaml");
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    return text;
}

bool is_like_yaml(char c)
{
    return c == '\n' || (c >= ' ' && c <= '~');
}

TEST(AnyBytes, RandomBytes)
{
    EXPECT_TRUE(rc::check([](const std::string& text) { must_end_well(text); }));
}

TEST(AnyBytes, RandomPunctuation)
{
    const auto alphabet = rc::gen::elementOf(std::string("{}[]:,-?&*!|>'\"%@`#\n\n   ab0~<=.\\"));
    EXPECT_TRUE(rc::check([&] { must_end_well(*rc::gen::container<std::string>(alphabet)); }));
}

TEST(AnyBytes, ReferenceWithAFewBytesReplaced)
{
    EXPECT_TRUE(rc::check([] {
        auto text = whole_reference();
        const auto changes = *rc::gen::inRange(1, 6);
        for (int i = 0; i < changes; ++i)
            text[*rc::gen::inRange<std::size_t>(0, text.size())] =
                *rc::gen::suchThat(rc::gen::arbitrary<char>(), is_like_yaml);
        must_end_well(text);
    }));
}

TEST(AnyBytes, ReferenceWithAPieceMovedOrRemoved)
{
    EXPECT_TRUE(rc::check([] {
        auto text = whole_reference();
        const auto from = *rc::gen::inRange<std::size_t>(0, text.size());
        const auto length = *rc::gen::inRange<std::size_t>(1, 200);
        const auto piece = text.substr(from, length);
        text.erase(from, length);
        const auto copies = *rc::gen::inRange(0, 3);
        for (int i = 0; i < copies; ++i)
            text.insert(*rc::gen::inRange<std::size_t>(0, text.size()), piece);
        must_end_well(text);
    }));
}

TEST(AnyBytes, ReferenceCutOff)
{
    EXPECT_TRUE(rc::check([] {
        must_end_well(
            whole_reference().substr(0, *rc::gen::inRange<std::size_t>(0, whole_reference().size())));
    }));
}

}  // namespace
}  // namespace webhookd::config
