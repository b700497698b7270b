// Readings that find no memory fail by themselves and end nothing else.

#include "webhookd/openboxes/client.hpp"

#include <stdexcept>
#include <tuple>

#include "support/io_test.hpp"

namespace webhookd::openboxes {
namespace {

template <class Failure>
asio::awaitable<ApiResult<int>> broken_by(Failure failure)
{
    throw failure;
    co_return 1;
}

class InMemory : public test::IoTest
{
  protected:
    ApiResult<int> read(asio::awaitable<ApiResult<int>> reading)
    {
        ApiResult<int> result;
        auto body = [](asio::awaitable<ApiResult<int>> given, ApiResult<int>& out) -> asio::awaitable<void> {
            out = co_await in_memory(std::move(given), "GET /api/locations");
        };
        run(body(std::move(reading), result));
        return result;
    }
};

TEST_F(InMemory, WhatHasNoRoomFailsItsReading)
{
    const auto result = read(broken_by(std::bad_alloc()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ApiErrorKind::bad_answer);
    EXPECT_EQ(result.error().detail,
              "GET /api/locations: not enough memory for the answer (see openboxes.max_answer_size)");
}

TEST_F(InMemory, OtherTroubleGoesOn)
{
    EXPECT_THROW(std::ignore = read(broken_by(std::runtime_error("the state file is damaged"))),
                 std::runtime_error);
}

}  // namespace
}  // namespace webhookd::openboxes
