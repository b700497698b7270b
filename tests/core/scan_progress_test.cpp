// How much of a scan is left, and how long that takes.

#include "webhookd/core/scan_progress.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

const Timestamp noon{std::chrono::sys_days(std::chrono::year(2026) / 6 / 2) + 12h};

ScanProgress a_scan()
{
    ScanProgress scan;
    scan.began_at = noon;
    return scan;
}

TEST(ScanProgress, TheRestTakesAsLongPerRowAsWhatWasRead)
{
    auto scan = a_scan();
    note_page(scan, 100, 400, noon + 1min);
    EXPECT_EQ(scan.rows, 100);
    EXPECT_EQ(scan.total, 400);
    EXPECT_EQ(scan.left, 3min);
}

TEST(ScanProgress, WithoutATotalNobodyKnowsTheEnd)
{
    auto scan = a_scan();
    note_page(scan, 100, std::nullopt, noon + 1min);
    EXPECT_EQ(scan.rows, 100);
    EXPECT_EQ(scan.left, std::nullopt);
}

TEST(ScanProgress, OfAListThatShrankNothingIsLeft)
{
    auto scan = a_scan();
    note_page(scan, 100, 90, noon + 1min);
    EXPECT_EQ(scan.left, Duration(0));
}

TEST(ScanProgress, SecondReadingIsReckonedFromItsOwnBeginning)
{
    auto scan = a_scan();
    note_page(scan, 400, 400, noon + 4min);
    note_page(scan, 100, 400, noon + 5min);
    EXPECT_EQ(scan.left, std::nullopt);
    note_page(scan, 200, 400, noon + 6min);
    EXPECT_EQ(scan.left, 1min);
}

}  // namespace
}  // namespace webhookd::core
