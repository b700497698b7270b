// The login around a request: single-flight, no loop, one session per location (openboxes-api.md 1.2 to 1.4).

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>

#include "openboxes/client_state.hpp"

namespace webhookd::openboxes {

namespace {

/// Ends a flight however its leader ends: whoever waits looks again.
class FlightGuard
{
  public:
    explicit FlightGuard(Session& session) : session_(session) {}
    FlightGuard(const FlightGuard&) = delete;
    FlightGuard& operator=(const FlightGuard&) = delete;
    ~FlightGuard()
    {
        session_.flight->done.cancel();
        session_.flight.reset();
    }

  private:
    Session& session_;
};

}  // namespace

std::optional<ApiError> Client::State::blocked() const
{
    const auto now = clock.steady();
    const auto until = breaker.blocked_until(now);
    if (!until) return std::nullopt;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(*until - now);
    ApiError error;
    error.kind = ApiErrorKind::login_refused;
    error.detail = fmt::format("the account was refused repeatedly; no further login for {}",
                               core::format_duration(core::Duration(wait)));
    return error;
}

ApiError Client::State::refuse(Session& session, std::string detail)
{
    session.ready = false;
    breaker.refused(clock.steady());
    ApiError error;
    error.kind = ApiErrorKind::login_refused;
    error.detail = std::move(detail);
    return error;
}

ApiError Client::State::lost(Session& session, std::uint64_t generation, const Reading& reading)
{
    // A page may come from a proxy; only OpenBoxes' own "not logged in" says something about the account.
    if (reading.kind == Reading::Kind::page) return reading.error;
    const bool told_already = generation != session.generation || !session.ready;
    if (session.proven || told_already) {
        auto error = reading.error;
        error.detail = "the session was lost again right after a new login";
        return error;
    }
    auto error =
        refuse(session, has_password() ? "the login was accepted and yet there is no session: the account "
                                         "is inactive, or the cookie was lost on the way"
                                       : "the API key was refused");
    error.status = reading.error.status;
    return error;
}

asio::awaitable<ApiResult<void>> Client::State::sign_in(const std::string& location, Session& session,
                                                        Effort& effort)
{
    while (!session.ready && session.flight) {
        const auto flight = session.flight;
        co_await flight->done.async_wait(asio::as_tuple(asio::use_awaitable));
        if (flight->failure) co_return std::unexpected(*flight->failure);
    }
    if (session.ready) co_return ApiResult<void>();
    if (auto error = blocked()) co_return std::unexpected(std::move(*error));

    auto executor = co_await asio::this_coro::executor;
    const auto flight = std::make_shared<LoginFlight>(executor);
    session.flight = flight;
    const FlightGuard guard(session);
    auto result = co_await log_in(location, session, effort);
    if (!result) flight->failure = result.error();
    co_return result;
}

asio::awaitable<ApiResult<void>> Client::State::log_in(const std::string& location, Session& session,
                                                       Effort& effort)
{
    if (const auto* login = std::get_if<core::PasswordLogin>(&settings.login)) {
        ApiRequest request;
        request.method = "POST";
        request.path = "/api/login";
        request.body = {{"username", login->username}, {"password", login->password.reveal()}};
        request.priority = core::Priority::confirm;
        ++counters.logins;
        auto reading = co_await send_patiently(request, session, Expect::text, effort);
        if (reading.kind == Reading::Kind::no_session) {
            auto error = refuse(session, "the user name or password was refused");
            error.status = reading.error.status;
            co_return std::unexpected(std::move(error));
        }
        if (reading.kind != Reading::Kind::answer) {
            reading.error.detail = "login: " + reading.error.detail;
            co_return std::unexpected(std::move(reading.error));
        }
    }
    session.proven = false;
    ++session.generation;
    if (!location.empty()) {
        auto chosen = co_await choose_location(location, session, effort);
        if (!chosen) co_return chosen;
    }
    session.ready = true;
    co_return ApiResult<void>();
}

asio::awaitable<ApiResult<void>> Client::State::choose_location(const std::string& location, Session& session,
                                                                Effort& effort)
{
    ApiRequest request;
    request.path = "/api/chooseLocation/" + http::encode_query_value(location);
    request.priority = core::Priority::confirm;
    auto reading = co_await send_patiently(request, session, Expect::text, effort);
    if (reading.kind == Reading::Kind::answer) co_return ApiResult<void>();
    auto error = reading.error;
    if (reading.kind == Reading::Kind::no_session) {
        session.ready = true;  // lost() counts it once
        error = lost(session, session.generation, reading);
    } else if (error.kind == ApiErrorKind::not_found) {
        error.kind = ApiErrorKind::bad_request;
    }
    error.detail = fmt::format("choosing location {}: {}", location, error.detail);
    co_return std::unexpected(std::move(error));
}

}  // namespace webhookd::openboxes
