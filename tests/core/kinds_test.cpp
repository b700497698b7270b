// Every kind has its row, in its place and with a name of its own.

#include "webhookd/core/kinds.hpp"

#include <gtest/gtest.h>

#include <set>

#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {
namespace {

TEST(Kinds, EveryKindHasItsRowInTheOrderOfTheEnum)
{
    const auto kinds = all_kinds();
    ASSERT_EQ(kinds.size(), static_cast<std::size_t>(EntityKind::stock) + 1) << "it is the last one";
    for (std::size_t i = 0; i < kinds.size(); ++i)
        EXPECT_EQ(kinds[i].kind, static_cast<EntityKind>(i));
}

TEST(Kinds, NamesAreDifferent)  // P4: what is stored of one kind would be taken for another's
{
    std::set<std::string_view> names;
    for (const auto& kind : all_kinds())
        names.insert(kind.name);
    EXPECT_EQ(names.size(), all_kinds().size());
    EXPECT_FALSE(names.contains(""));
}

TEST(Kinds, EveryKindIsPolledAndShown)
{
    for (const auto& kind : all_kinds()) {
        EXPECT_NE(kind.interval, nullptr) << kind.name;
        EXPECT_NE(kind.object, nullptr) << kind.name;
    }
}

TEST(Kinds, WhatCanBeTakenBackHappensAgain)  // P3: the second time has another id
{
    const auto rulebook = Rulebook::built_in();
    for (const auto& kind : all_kinds()) {
        if (kind.is_step_back == nullptr) continue;
        for (const auto& rule : rulebook->rules(kind.kind))
            EXPECT_FALSE(std::holds_alternative<Appears>(rule.when)) << rule.type;
    }
}

}  // namespace
}  // namespace webhookd::core
