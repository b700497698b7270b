// One request within the budget, the repetitions after a passing trouble, and exchange(), which sends once
// more after a lost session. The login is in login.cpp.

#include "webhookd/openboxes/client.hpp"

#include <fmt/format.h>

#include "openboxes/client_state.hpp"

namespace webhookd::openboxes {

namespace {

constexpr int most_retries = 3;

// A longer pause than this is not waited out by who met it: the page read before it would be stale.
constexpr std::chrono::seconds longest_patience{60};

std::string target_of(const ApiRequest& request)
{
    std::string target = request.path;
    char separator = request.path.contains('?') ? '&' : '?';
    for (const auto& [name, value] : request.query) {
        target += separator;
        target += http::encode_query_value(name) + "=" + http::encode_query_value(value);
        separator = '&';
    }
    return target;
}

/// `GET /api/products`, without the query.
std::string name_of(const ApiRequest& request)
{
    return request.method + " " + request.path.substr(0, request.path.find('?'));
}

bool is_same(const core::Login& left, const core::Login& right)
{
    if (left.index() != right.index()) return false;
    if (const auto* password = std::get_if<core::PasswordLogin>(&left)) {
        const auto& other = std::get<core::PasswordLogin>(right);
        return password->username == other.username && password->password.reveal() == other.password.reveal();
    }
    const auto& key = std::get<core::ApiKeyLogin>(left);
    const auto& other = std::get<core::ApiKeyLogin>(right);
    return key.header == other.header && key.value.reveal() == other.value.reveal();
}

}  // namespace

std::string_view to_string(ApiErrorKind kind)
{
    switch (kind) {
        case ApiErrorKind::unreachable:
            return "unreachable";
        case ApiErrorKind::login_refused:
            return "login refused";
        case ApiErrorKind::forbidden:
            return "forbidden";
        case ApiErrorKind::not_found:
            return "not found";
        case ApiErrorKind::bad_request:
            return "bad request";
        case ApiErrorKind::rate_limited:
            return "rate limited";
        case ApiErrorKind::server_error:
            return "server error";
        case ApiErrorKind::bad_answer:
            return "bad answer";
    }
    return "unknown";
}

Client::State::State(core::ApiSettings settings_in, http::Client& http_in, async::Clock& clock_in,
                     async::Random& random_in)
    : settings(std::move(settings_in)),
      http(&http_in),
      clock(clock_in),
      random(random_in),
      pace(std::max<std::size_t>(1, settings.requests_per_minute))
{
}

Client::State::Waiting::Waiting(State& of, core::Priority what, const asio::any_io_executor& executor)
    : state(of), priority(what), looked(executor)
{
    state.pace.enter(priority);
    state.waiting(priority).push_back(this);
}

Client::State::Waiting::~Waiting()
{
    std::erase(state.waiting(priority), this);
    if (!sent) state.pace.leave(priority);
    if (const auto turn = state.pace.next(state.clock.steady()))
        state.waiting(turn->priority).front()->looked.notify();
}

asio::awaitable<void> Client::State::wait_for_turn(core::Priority priority)
{
    auto executor = co_await asio::this_coro::executor;
    Waiting self(*this, priority, executor);
    while (true) {
        const auto turn = pace.next(clock.steady());
        const bool mine = turn->priority == priority && waiting(priority).front() == &self;
        if (mine && turn->at <= clock.steady()) break;
        // Who comes before leaves word when it has gone.
        if (mine) {
            co_await self.looked.wait_until(clock, turn->at);
        } else {
            co_await self.looked.wait();
        }
    }
    pace.send(priority, clock.steady());
    self.sent = true;
}

std::expected<http::Request, std::string> Client::State::http_request(const ApiRequest& request,
                                                                      const Session& session) const
{
    auto url = http::Url::parse(settings.url + target_of(request));
    if (!url) return std::unexpected(std::move(url.error()));
    http::Request message;
    message.method = request.method;
    message.url = std::move(*url);
    // Both, always: they decide whether errors come as JSON with a right status (openboxes-api.md 0).
    message.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
    if (auto cookies = session.cookies.header(message.url, clock.now()); !cookies.empty())
        message.headers.emplace_back("Cookie", std::move(cookies));
    if (const auto* key = std::get_if<core::ApiKeyLogin>(&settings.login))
        message.headers.emplace_back(key->header, key->value.reveal());
    if (!request.body.is_null()) message.body = request.body.dump();
    return message;
}

asio::awaitable<Reading> Client::State::send_once(const ApiRequest& request, Session& session, Expect expect,
                                                  Effort& effort)
{
    auto message = http_request(request, session);
    if (!message) {
        Reading reading;
        reading.error = {ApiErrorKind::bad_request, 0, std::move(message.error())};
        co_return reading;
    }
    co_await wait_for_turn(request.priority);
    ++effort.requests;
    ++counters.requests;
    effort.sent_at = clock.steady();
    http::Limits limits;
    limits.timeout = settings.request_timeout;
    limits.max_body_bytes = settings.max_answer_bytes;
    const auto url = message->url;
    auto outcome = co_await http->send(std::move(*message), limits);
    constexpr double weight = 0.1;
    answer_time += weight * (clock.steady() - effort.sent_at - answer_time);
    if (!outcome) co_return read_failure(outcome.error());
    const auto now = clock.now();
    const auto date = core::parse_http_date(http::find_header(outcome->headers, "date").value_or(""));
    for (const auto cookie : http::find_headers(outcome->headers, "set-cookie"))
        session.cookies.take(cookie, url, date.value_or(now), now);
    co_return expect == Expect::text ? read_text_answer(*outcome, clock.now())
                                     : read_answer(*outcome, clock.now());
}

asio::awaitable<Reading> Client::State::send_patiently(const ApiRequest& request, Session& session,
                                                       Expect expect, Effort& effort)
{
    for (int attempt = 1;; ++attempt) {
        auto reading = co_await send_once(request, session, expect, effort);
        const bool limited = reading.kind == Reading::Kind::limited;
        limits_in_a_row = limited ? limits_in_a_row + 1 : 0;
        if (!limited && reading.kind != Reading::Kind::passing) co_return reading;

        core::Duration wait{0};
        if (limited || reading.retry_after) {
            wait = pause_after_limit(limits_in_a_row, reading.retry_after, random.uniform());
            pace.pause_until(clock.steady() + wait);
            if (wait > longest_patience)
                reading.error.detail += fmt::format("; no request for {}", core::format_duration(wait));
        } else {
            wait = retry_delay(attempt, random.uniform());
        }
        if (attempt > most_retries || wait > longest_patience) co_return reading;
        co_await clock.sleep_until(clock.steady() + wait);
    }
}

asio::awaitable<ApiResult<ApiAnswer>> Client::State::exchange(ApiRequest request)
{
    auto& session = sessions[request.location];
    Effort effort;
    const auto failure = [&](ApiError error) {
        error.detail = name_of(request) + ": " + error.detail;
        error.requests = effort.requests;
        return std::unexpected(std::move(error));
    };

    for (bool repeated = false;; repeated = true) {
        auto signed_in = co_await sign_in(request.location, session, effort);
        if (!signed_in) co_return failure(std::move(signed_in.error()));
        const auto generation = session.generation;

        auto reading = co_await send_patiently(request, session, Expect::json, effort);
        if (reading.kind == Reading::Kind::answer) {
            session.proven = session.proven || generation == session.generation;
            breaker.proven();
            ApiAnswer answer;
            answer.body = std::move(reading.body);
            answer.next_link = std::move(reading.next_link);
            if (reading.server_time) answer.server_ahead = *reading.server_time - clock.now();
            answer.sent_at = effort.sent_at;
            answer.requests = effort.requests;
            co_return answer;
        }
        const bool session_lost =
            reading.kind == Reading::Kind::no_session || reading.kind == Reading::Kind::page;
        if (!session_lost) co_return failure(std::move(reading.error));
        const bool fresh = generation == session.generation && !session.proven;
        if (repeated || fresh) co_return failure(lost(session, generation, reading));
        if (generation == session.generation) session.ready = false;
    }
}

Client::Client(core::ApiSettings settings, http::Client& http, async::Clock& clock, async::Random& random)
    : state_(std::make_unique<State>(std::move(settings), http, clock, random))
{
}

Client::~Client() = default;

asio::awaitable<ApiResult<ApiAnswer>> Client::exchange(ApiRequest request)
{
    auto name = name_of(request);
    return in_memory(state_->exchange(std::move(request)), std::move(name));
}

asio::awaitable<ApiResult<JsonDocument>> Client::request(ApiRequest request)
{
    auto answer = co_await exchange(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return std::move(answer->body);
}

void Client::change(core::ApiSettings settings, http::Client& http)
{
    auto& state = *state_;
    if (!is_same(state.settings.login, settings.login)) {
        state.sessions.clear();
        state.breaker = {};
    }
    state.settings = std::move(settings);
    state.http = &http;
    state.pace.set_per_minute(std::max<std::size_t>(1, state.settings.requests_per_minute));
}

ClientCounters Client::counters() const
{
    auto counters = state_->counters;
    counters.used_last_minute = state_->pace.used(state_->clock.steady());
    return counters;
}

std::size_t Client::requests_per_minute() const
{
    return state_->pace.per_minute();
}

std::chrono::duration<double> Client::answer_time() const
{
    return state_->answer_time;
}

const std::string& Client::url() const
{
    return state_->settings.url;
}

const async::Clock& Client::clock() const
{
    return state_->clock;
}

}  // namespace webhookd::openboxes
