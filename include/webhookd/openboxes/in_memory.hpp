#pragma once
// Reading from the server where memory has no room for it: that reading fails, and what reads goes on
// (task_group.hpp).

#include <new>
#include <string>
#include <utility>

#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

/// `what`: the subject of the error's sentence.
template <class T>
asio::awaitable<ApiResult<T>> in_memory(asio::awaitable<ApiResult<T>> reading, std::string what)
{
    ApiError error;
    try {
        auto result = co_await std::move(reading);
        co_return result;
    } catch (const std::bad_alloc&) {
        error.kind = ApiErrorKind::bad_answer;
        error.requests = 1;  // at least
    }
    error.detail = what + ": not enough memory for the answer (see openboxes.max_answer_size)";
    co_return std::unexpected(std::move(error));
}

}  // namespace webhookd::openboxes
