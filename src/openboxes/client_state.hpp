#pragma once
// What Client does, in three layers: one request within the budget; the same with passing troubles waited
// out; the login around it.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "openboxes/answer_reading.hpp"
#include "openboxes/backoff.hpp"
#include "openboxes/cookie_jar.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

/// A login being sent. `done` never expires; it is cancelled to wake who waits.
struct LoginFlight
{
    explicit LoginFlight(const asio::any_io_executor& executor)
        : done(executor, asio::steady_timer::time_point::max())
    {
    }

    asio::steady_timer done;
    std::optional<ApiError> failure;
};

/// One login: its cookies, whether it is believed to be alive, and the login in flight that everybody who
/// needs it waits for (F-43: single-flight).
struct Session
{
    CookieJar cookies;
    bool ready = false;   ///< logged in, as far as anybody knows
    bool proven = false;  ///< this login has been answered as one
    std::uint64_t generation =
        0;  ///< counts logins: tells who lost the session that another has renewed meanwhile
    std::shared_ptr<LoginFlight> flight;
};

/// Sessions by chosen location; the empty one has none.
using Sessions = std::map<std::string, Session>;

struct Client::State
{
    State(core::ApiSettings settings_in, http::Client& http_in, async::Clock& clock_in,
          async::Random& random_in);

    /// What the requests of one call have cost and when the last one was sent.
    struct Effort
    {
        int requests = 0;
        async::SteadyTime sent_at{};
    };

    /// What the request asks for, and how its answer is to be read.
    enum class Expect
    {
        json,
        text
    };

    asio::awaitable<ApiResult<ApiAnswer>> exchange(ApiRequest request);

    /// A request on its way to its turn.
    struct Waiting
    {
        Waiting(State& of, core::Priority what, const asio::any_io_executor& executor);
        ~Waiting();
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

        State& state;
        core::Priority priority;
        async::SignalFlag looked;  ///< it may be its turn now
        bool sent = false;
    };
    std::deque<Waiting*>& waiting(core::Priority priority)
    {
        return waiting_.at(static_cast<std::size_t>(priority));
    }
    asio::awaitable<void> wait_for_turn(core::Priority priority);
    asio::awaitable<Reading> send_once(const ApiRequest& request, Session& session, Expect expect,
                                       Effort& effort);
    asio::awaitable<Reading> send_patiently(const ApiRequest& request, Session& session, Expect expect,
                                            Effort& effort);

    asio::awaitable<ApiResult<void>> sign_in(const std::string& location, Session& session, Effort& effort);
    asio::awaitable<ApiResult<void>> log_in(const std::string& location, Session& session, Effort& effort);
    asio::awaitable<ApiResult<void>> choose_location(const std::string& location, Session& session,
                                                     Effort& effort);
    /// The login was refused, or accepted without a session that works.
    ApiError refuse(Session& session, std::string detail);
    ApiError lost(Session& session, std::uint64_t generation, const Reading& reading);
    std::optional<ApiError> blocked() const;
    bool has_password() const { return std::holds_alternative<core::PasswordLogin>(settings.login); }

    std::expected<http::Request, std::string> http_request(const ApiRequest& request,
                                                           const Session& session) const;

    core::ApiSettings settings;
    http::Client* http;
    async::Clock& clock;
    async::Random& random;
    core::Pace pace;
    std::array<std::deque<Waiting*>, core::priorities> waiting_;  ///< by Priority, in order
    LoginBreaker breaker;
    Sessions sessions;
    ClientCounters counters;
    std::chrono::duration<double> answer_time{0};  ///< moving average
    int limits_in_a_row = 0;
};

}  // namespace webhookd::openboxes
