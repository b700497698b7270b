// The small pure parts of the command line: tables, escaping, times.

#include <gtest/gtest.h>

#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {
namespace {

TEST(Table, AlignsColumnsByCharactersAndNotBytes)
{
    Table table({"name", "state"});
    table.add({"café", "ok"});
    table.add({"erp", "failing"});
    EXPECT_EQ(table.text(), "name  state\ncafé  ok\nerp   failing\n");
}

TEST(Table, CellCannotSteerTheTerminal)
{
    Table table({"error"});
    table.add({"\x1b[2Jgone\nline"});
    EXPECT_EQ(table.text(), "error\n\\x1b[2Jgone\\nline\n");
}

TEST(Cell, CannotSteerTheTerminal)
{
    EXPECT_EQ(cell("\u009b2J\u202e\x1b[2J\n"), "\\u009b2J\\u202e\\x1b[2J\\n");
    EXPECT_EQ(cell({{"a", "\u202e"}}), R"({"a":"\u202e"})");
}

TEST(Arguments, SinceIsATimeOrHowLongAgo)
{
    const auto now = core::parse_timestamp("2026-06-02T10:00:00Z").value();
    EXPECT_EQ(time_argument("--since", "2h", now), core::parse_timestamp("2026-06-02T08:00:00Z"));
    EXPECT_EQ(time_argument("--since", "2026-06-01T00:00:00+02:00", now),
              core::parse_timestamp("2026-05-31T22:00:00Z"));
    EXPECT_THROW(time_argument("--since", "yesterday", now), CommandError);
}

TEST(Arguments, InstantIsATimeOrSecondsSince1970)
{
    EXPECT_EQ(instant_argument("--now", "1614265330"), core::parse_timestamp("2021-02-25T15:02:10Z"));
    EXPECT_EQ(instant_argument("--now", "2021-02-25T15:02:10Z"),
              core::parse_timestamp("2021-02-25T15:02:10Z"));
    EXPECT_THROW(instant_argument("--now", "-1"), CommandError);
    EXPECT_THROW(instant_argument("--now", "99999999999999"), CommandError);
}

}  // namespace
}  // namespace webhookd::app
