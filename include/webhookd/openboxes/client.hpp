#pragma once
// The OpenBoxes API as this program uses it: one JSON exchange with everything that surrounds it
// (openboxes-api.md 1, 8): login and session, budget and pauses, redirects classified and never followed,
// errors sorted by what to do about them.

#include <expected>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/pace.hpp"
#include "webhookd/core/settings.hpp"
#include "webhookd/http/client.hpp"
#include "webhookd/openboxes/json_view.hpp"

namespace webhookd::openboxes {

/// What kind of failure, by what must be done about it.
enum class ApiErrorKind
{
    unreachable,  ///< no answer: DNS, connect, TLS, reset, timeout, 502/503/504: retry later, the source may
                  ///< be down
    login_refused,  ///< wrong user or password, or inactive account: no further login until the back-off ends
                    ///< (F-44)
    forbidden,      ///< the role is too low for this endpoint: permanent
    not_found,      ///< 404: this entity, or this endpoint on this version
    bad_request,    ///< 400, 405, or an endpoint that wants a location: a configuration error
    rate_limited,   ///< 429: the whole client pauses (F-41)
    server_error,   ///< 500 with a JSON error: this request may be wrong, or the server is ill
    bad_answer,  ///< 200 that cannot be believed: HTML, truncated, no `data`, errorCode inside, too large, a
                 ///< loop (F-5…F-11)
};
std::string_view to_string(ApiErrorKind kind);

struct ApiError
{
    ApiErrorKind kind = ApiErrorKind::unreachable;
    int status = 0;      ///< HTTP status, 0 when there was no answer
    std::string detail;  ///< one sentence for people, without secrets
    int requests = 0;    ///< what was sent in vain, logins and retries included
};

using Query = std::vector<std::pair<std::string, std::string>>;

/// One exchange with the API.
struct ApiRequest
{
    std::string method = "GET";
    std::string path;  ///< below the base URL, e.g. `/api/products`
    Query query;
    Json body;  ///< null: none
    core::Priority priority = core::Priority::ordinary;
    /// Location that the session must have chosen, for the few endpoints that answer about "the session's
    /// location" (openboxes-api.md 1.4). Each location has a session of its own, so that no request can
    /// switch another's. Empty: none.
    std::string location;
};

/// What one exchange brought.
struct ApiAnswer
{
    JsonDocument body;      ///< the whole answer: `{"data":…}`, a bare array or a bare object
    std::string next_link;  ///< target of a `Link: <…>; rel="next"` header; empty when there is none
    /// How far the server's clock (its `Date`) is ahead of ours, rounded down; null when it did not tell.
    std::optional<core::Duration> server_ahead;
    async::SteadyTime sent_at;  ///< when the request that was answered was sent
    int requests = 1;           ///< sent for this answer, logins and retries included
};

template <class T>
using ApiResult = std::expected<T, ApiError>;

/// Reading from the server where memory has no room for it: that reading fails, and what reads goes on
/// (task_group.hpp). `what`: the subject of the error's sentence.
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

/// Figures for status and metrics.
struct ClientCounters
{
    std::uint64_t requests = 0;  ///< everything sent, logins and retries included
    std::uint64_t logins = 0;
    std::size_t used_last_minute = 0;
};

/// Lives on the io_context thread. Any number of coroutines may call it; a login is single-flight (F-43).
class Client
{
  public:
    Client(core::ApiSettings settings, http::Client& http, async::Clock& clock, async::Random& random);
    ~Client();

    /// Waits for the budget, logs in when needed, sends, and parses the answer. A lost session costs one
    /// login and one repetition; a second loss fails. Passing troubles (no connection, 502 to 504, a short
    /// 429) are retried a few times.
    asio::awaitable<ApiResult<ApiAnswer>> exchange(ApiRequest request);

    /// As exchange(), for who needs the answer alone.
    asio::awaitable<ApiResult<JsonDocument>> request(ApiRequest request);

    /// Changes everything but the URL, after a reload; call while no exchange is under way. What was sent in
    /// the last minute still counts (P6), a pause that the server asked for still holds (F-41), and so do the
    /// sessions; another login has a session and a breaker of its own (F-44). `http` outlives the client.
    void change(core::ApiSettings settings, http::Client& http);

    ClientCounters counters() const;
    std::size_t requests_per_minute() const;
    /// That the server took for its last answers, on average; a timeout counts as one. Zero at first.
    std::chrono::duration<double> answer_time() const;
    const std::string& url() const;
    const async::Clock& clock() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::openboxes
