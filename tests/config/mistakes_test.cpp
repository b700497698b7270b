// Whatever is wrong with the file, no message repeats a secret: each line of a configuration with secrets in
// all their places is spoilt in every way that comes to mind.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "loading.hpp"

namespace webhookd::config {
namespace {

using Lines = std::vector<std::string>;

/// Every secret has this in it.
constexpr std::string_view mark = "hunter2";

const Lines& good_lines()
{
    static const Lines lines{"openboxes:",
                             "  url: https://boxes.example.org/openboxes",
                             "  username: ann",
                             "  password: hunter2-Pa55word",
                             "  page_size: 50",
                             "control:",
                             "  listen: 127.0.0.1:9464",
                             "  token: hunter2-t0ken-of-control",
                             "delivery:",
                             "  timeout: 20s",
                             "subscribers:",
                             "  - name: erp",
                             "    url: https://erp.example.org/hunter2/path?key=hunter2",
                             "    secret:",
                             "      - whsec_hunter2AAAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
                             "      - whsec_hunter2iKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/",
                             "    headers: {X-Team: supply, Authorization: Bearer hunter2-b34rer}",
                             "    events: [product.created]",
                             "    max_in_flight: 8"};
    return lines;
}

std::string joined(const Lines& lines)
{
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

struct Spoil
{
    const char* how;
    std::function<void(Lines& lines, std::size_t at)> apply;
};

std::size_t value_of(const std::string& line)
{
    const auto colon = line.find(": ");
    return colon == std::string::npos ? line.find_first_not_of(" -") : colon + 2;
}

void replace_first(std::string& line, std::string_view from, std::string_view to)
{
    if (const auto at = line.find(from); at != std::string::npos) line.replace(at, from.size(), to);
}

void replace_all(std::string& line, std::string_view from, std::string_view to)
{
    for (auto at = line.find(from); at != std::string::npos; at = line.find(from, at + to.size()))
        line.replace(at, from.size(), to);
}

std::vector<Spoil> spoils()
{
    std::vector<Spoil> all{
        {"no space behind the colon", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", ":"); }},
        {"no colon", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", " "); }},
        {"no colon and no space", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", ""); }},
        {"= for the colon", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", "="); }},
        {" = for the colon", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", " = "); }},
        {"two colons", [](Lines& l, std::size_t at) { replace_all(l[at], ": ", ": : "); }},
        {"colon at the end", [](Lines& l, std::size_t at) { l[at] += ":"; }},
        {"tab for the first blanks", [](Lines& l, std::size_t at) { replace_first(l[at], "  ", "\t"); }},
        {"tab behind the colon", [](Lines& l, std::size_t at) { replace_first(l[at], ": ", ":\t"); }},
        {"less indent", [](Lines& l, std::size_t at) { replace_first(l[at], "  ", ""); }},
        {"given twice", [](Lines& l, std::size_t at) { l.insert(l.begin() + static_cast<long>(at), l[at]); }},
        {"left out", [](Lines& l, std::size_t at) { l.erase(l.begin() + static_cast<long>(at)); }},
        {"in the line above",
         [](Lines& l, std::size_t at) {
             if (at > 0) l[at - 1] += l[at], l.erase(l.begin() + static_cast<long>(at));
         }},
        {"value in the next line", [](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), "\n"); }},
        {"value in the next line, indented",
         [](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), "\n        "); }},
        {"value as a key", [](Lines& l, std::size_t at) { l[at] += ": x"; }},
        {"value as a list",
         [](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), "["), l[at] += "]"; }},
        {"value as a mapping",
         [](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), "{"), l[at] += "}"; }},
        {"value twice in a mapping",
         [](Lines& l, std::size_t at) {
             const auto v = l[at].substr(value_of(l[at]));
             l[at] = l[at].substr(0, value_of(l[at])) + "{" + v + ", " + v + "}";
         }},
        {"quote at the end", [](Lines& l, std::size_t at) { l[at] += '"'; }},
        {"apostrophe at the end", [](Lines& l, std::size_t at) { l[at] += '\''; }},
        {"unknown escape",
         [](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), "\"\\hunter2"), l[at] += '"'; }},
    };
    for (const auto* blanks : {" ", "  ", "    ", "        "})
        all.push_back({"more indent", [blanks](Lines& l, std::size_t at) { l[at].insert(0, blanks); }});
    for (const auto* sign :
         {"&",       "*",      "!",     "|",     ">",   "%",   "@",  "`",    "{",  "[",      "}",
          "]",       "? ",     "- ",    "#",     "\"",  "'",   "!!", "<<: ", ", ", "{env: ", "{credential: ",
          "{file: ", "whsec_", "---\n", "...\n", "&a ", "!t ", "| ", "> "})
        all.push_back({sign, [sign](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), sign); }});
    for (const auto* form : {"{env: ", "{credential: ", "{file: ", "{value: ", "{file:"})
        all.push_back(
            {form, [form](Lines& l, std::size_t at) { l[at].insert(value_of(l[at]), form), l[at] += "}"; }});
    return all;
}

/// Errors, or else warnings.
Lines messages_about(const std::string& text)
{
    const auto loaded = load_text(text, "test.yaml");
    return lines(loaded ? loaded->warnings : loaded.error());
}

/// The same with a quote that an earlier line opens and a later one closes: what is between becomes its
/// value.
Lines swallowed(std::size_t from, std::size_t to, char quote)
{
    auto lines = good_lines();
    lines[from].insert(value_of(lines[from]), 1, quote);
    lines[to] += quote;
    return lines;
}

TEST(Mistakes, NoMessageRepeatsASecret)
{
    for (const auto& spoil : spoils()) {
        for (std::size_t at = 0; at < good_lines().size(); ++at) {
            auto lines = good_lines();
            spoil.apply(lines, at);
            const auto text = joined(lines);
            for (const auto& message : messages_about(text))
                EXPECT_FALSE(message.contains(mark)) << spoil.how << " in line " << at + 1 << ":\n"
                                                     << message;
        }
    }
}

TEST(Mistakes, NoMessageRepeatsWhatAQuoteSwallowed)
{
    for (const char quote : {'"', '\''}) {
        for (std::size_t from = 1; from < good_lines().size(); ++from) {
            for (std::size_t to = from; to < good_lines().size(); ++to) {
                for (const auto& message : messages_about(joined(swallowed(from, to, quote))))
                    EXPECT_FALSE(message.contains(mark))
                        << "from line " << from + 1 << " to " << to + 1 << ":\n"
                        << message;
            }
        }
    }
}

TEST(Mistakes, NoMessageRepeatsTheRestOfATextWithACommaOrAColon)
{
    for (const auto* rest :
         {"begins,hunter2", "begins, hunter2", "begins: hunter2", "[hunter2", "x}hunter2"}) {
        const auto text =
            std::string("openboxes: {url: https://boxes.example.org, username: ann, password: ") + rest +
            "}\n";
        const auto messages = messages_about(text);
        EXPECT_FALSE(messages.empty());
        for (const auto& message : messages)
            EXPECT_FALSE(message.contains(mark)) << rest << ":\n" << message;
    }
}

TEST(Mistakes, EveryMessageNamesItsLine)
{
    for (const auto& spoil : spoils()) {
        for (std::size_t at = 0; at < good_lines().size(); ++at) {
            auto lines = good_lines();
            spoil.apply(lines, at);
            for (const auto& message : messages_about(joined(lines)))
                EXPECT_TRUE(message.starts_with("test.yaml:")) << message;
        }
    }
}

TEST(Mistakes, TheUnspoiltFileIsRight)
{
    EXPECT_TRUE(errors_of(joined(good_lines())).empty()) << errors_of(joined(good_lines()))[0];
}

}  // namespace
}  // namespace webhookd::config
