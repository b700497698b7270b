// The forms of a log line (terminal, journal, JSON), and that foreign text cannot forge one.

#include "app/logging.hpp"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include "webhookd/core/json.hpp"

namespace webhookd::app {
namespace {

std::string line(LogDress dress, spdlog::level::level_enum level, std::string_view text)
{
    const spdlog::log_clock::time_point instant(std::chrono::milliseconds(1'780'395'072'345));
    const spdlog::details::log_msg message(instant, {}, "test", level, {text.data(), text.size()});
    spdlog::memory_buf_t buffer;
    make_formatter(dress)->format(message, buffer);
    return {buffer.data(), buffer.size()};
}

TEST(Logging, JournalLinesCarryTheirPriorityAndNoTime)
{
    EXPECT_EQ(line(LogDress::journal, spdlog::level::err, "a=1"), "<3>a=1\n");
    EXPECT_EQ(line(LogDress::journal, spdlog::level::warn, "a=1"), "<4>a=1\n");
    EXPECT_EQ(line(LogDress::journal, spdlog::level::info, "a=1"), "<6>a=1\n");
    EXPECT_EQ(line(LogDress::journal, spdlog::level::debug, "a=1"), "<7>a=1\n");
}

TEST(Logging, TerminalLinesBeginWithTheTimeInUtc)
{
    EXPECT_EQ(line(LogDress::terminal, spdlog::level::info, "a=1"), "2026-06-02T10:11:12.345Z info  a=1\n");
}

TEST(Logging, JsonLinesAreOneObjectEach)
{
    const auto text = line(LogDress::json, spdlog::level::warn, "stream=products error=\"two\nlines\"");
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    const auto object = Json::parse(text);
    EXPECT_EQ(object["time"], "2026-06-02T10:11:12.345Z");
    EXPECT_EQ(object["level"], "warn");
    EXPECT_EQ(object["message"], "stream=products error=\"two\nlines\"");
}

TEST(Logging, ForeignTextCannotForgeALine)
{
    EXPECT_EQ(line(LogDress::journal, spdlog::level::info, "error=x\n<0>panic"), "<6>error=x\\n<0>panic\n");
}

TEST(Logging, ForeignTextCannotSteerTheTerminal)
{
    for (const auto dress : {LogDress::journal, LogDress::terminal, LogDress::json}) {
        const auto text = line(dress, spdlog::level::info, "facility=\x1b[2J\r\u009b2J\u202egpj\u2028\x9b");
        for (const auto* foreign : {"\x1b", "\r", "\u009b", "\u202e", "\u2028", "\x9b[", "\x9b\n"})
            EXPECT_EQ(text.find(foreign), std::string::npos) << text;
    }
    EXPECT_EQ(line(LogDress::journal, spdlog::level::info, "\x1b[2J\r\u009b\u202e"),
              "<6>\\x1b[2J\\x0d\\u009b\\u202e\n");
}

TEST(Logging, BytesThatAreNotTextStillMakeALine)
{
    EXPECT_TRUE(Json::accept(line(LogDress::json, spdlog::level::info, "answer=\xff")));
}

TEST(Logging, FormatJsonIsJsonInTheJournalToo)
{
    EXPECT_EQ(log_dress({.format = config::LogFormat::json}), LogDress::json);
}

TEST(Logging, InheritedJournalStreamOfAnotherFileIsNotTheJournal)
{
    setenv("JOURNAL_STREAM", "1:1", 1);
    EXPECT_EQ(log_dress({}), LogDress::terminal);
    unsetenv("JOURNAL_STREAM");
}

TEST(Logging, LevelOfTheConfigurationDecides)
{
    const auto logger = make_logger({.level = config::LogLevel::warn});
    EXPECT_FALSE(logger->should_log(spdlog::level::info));
    EXPECT_TRUE(logger->should_log(spdlog::level::warn));
}

}  // namespace
}  // namespace webhookd::app
