#pragma once
// The fixtures of the tests of lists: logged in, at several versions of OpenBoxes.

#include "simulator/simulator_test.hpp"

namespace webhookd::simulator {

struct Lists : SimulatorTest
{
    explicit Lists(Options options = {}) : SimulatorTest(std::move(options)) { log_in(); }
};

struct Lists097 : Lists
{
    Lists097() : Lists({.version = {0, 9, 7}}) {}
};

struct Lists0818 : Lists
{
    Lists0818() : Lists({.version = {0, 8, 18}}) {}
};

struct UnstableLists : Lists
{
    UnstableLists() : Lists({.unstable_ties = true}) {}
};

}  // namespace webhookd::simulator
