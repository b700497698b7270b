#pragma once
// "This text says that", with the text shown when it does not.

#include <string_view>

#include <gtest/gtest.h>

namespace webhookd::delivery {

inline ::testing::AssertionResult contains(std::string_view text, std::string_view part)
{
    if (text.find(part) != std::string_view::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << '"' << text << "\" does not contain \"" << part << '"';
}

}  // namespace webhookd::delivery
