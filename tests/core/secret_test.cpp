// A secret cannot be printed: that does not compile, so it is checked with requires-expressions.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <sstream>

#include "webhookd/core/json.hpp"
#include "webhookd/core/secret.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::core {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

template <class T>
concept Comparable = requires(const T& left, const T& right) { left == right; };

template <class T>
concept IntoJson = std::constructible_from<Json, const T&>;

TEST(SecretText, HasNoWayIntoALog)
{
    static_assert(!fmt::is_formattable<SecretText>::value);
    static_assert(!Streamable<SecretText>);
    static_assert(!IntoJson<SecretText>);
    static_assert(!fmt::is_formattable<SigningKey>::value);
    static_assert(!Streamable<SigningKey>);
}

TEST(SecretText, IsNotComparedByAccident)  // comparisons of secrets take constant time, in signature.cpp
{
    static_assert(!Comparable<SecretText>);
}

TEST(SecretText, RevealsItsTextWhenAsked)
{
    EXPECT_EQ(SecretText("hunter2").reveal(), "hunter2");
    EXPECT_TRUE(SecretText().empty());
}

}  // namespace
}  // namespace webhookd::core
