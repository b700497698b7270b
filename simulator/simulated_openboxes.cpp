// The way of a request: control API, hook, rate limit, faults on the request or instead of its answer,
// session and route, faults on the answer, log.

#include "simulator/simulated_openboxes.hpp"

#include <algorithm>
#include <utility>

#include "simulator/call.hpp"
#include "simulator/control_api.hpp"
#include "simulator/routes.hpp"

namespace webhookd::simulator {

using test::Answer;
using test::Request;

namespace {

constexpr std::size_t kept_log = 100'000;
constexpr auto rate_span = std::chrono::minutes(1);

Options with_defaults(Options options)
{
    if (!options.now)
        options.now = [] {
            return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        };
    if (!options.session_idle)
        options.session_idle =
            options.version >= Version{0, 9, 3} ? std::chrono::hours(2) : std::chrono::hours(1);
    return options;
}

/// What the servlet container says of paths outside the application.
Answer container_not_found()
{
    return test::html_answer(
        404, "<!doctype html><html><head><title>HTTP Status 404 – Not Found</title></head></html>");
}

}  // namespace

SimulatedOpenBoxes::SimulatedOpenBoxes(asio::io_context& context, Options options)
    : options_(with_defaults(std::move(options))),
      world_(options_.version, [this] { return options_.now(); }),
      sessions_(options_.context_path.empty() ? "/" : options_.context_path, *options_.session_idle),
      server_(context, test::TestHttpServer::Handler([this](Request request) {
                  return handle_in_time(std::move(request));
              }),
              options_.server)
{
}

asio::awaitable<Answer> SimulatedOpenBoxes::handle_in_time(Request request)
{
    auto answer = handle(request);
    if (options_.latency) answer.delay += options_.latency(answer);
    if (options_.sleep && answer.delay.count() > 0) {
        co_await options_.sleep(answer.delay);
        answer.delay = {};
    }
    co_return answer;
}

Answer SimulatedOpenBoxes::handle(const Request& request)
{
    if (options_.control_api && request.path.starts_with("/simulator")) return control(*this, request);
    if (hook_) hook_(request);
    LoggedRequest entry;
    entry.number = ++requests_;
    entry.at = options_.now();
    entry.method = request.method;
    entry.target = request.target;
    const auto& context = options_.context_path;
    bool inside = request.path.starts_with(context + "/") || request.path == context;
    auto answer = inside ? answer_below_context(request, request.path.substr(context.size()), entry)
                         : container_not_found();
    answer.headers.add("Date", http_date(options_.now() + options_.date_skew));
    entry.status = answer.status;
    log_.push_back(std::move(entry));
    if (log_.size() > kept_log) log_.pop_front();
    return answer;
}

Answer SimulatedOpenBoxes::answer_below_context(Request request, const std::string& path,
                                                LoggedRequest& entry)
{
    if (auto limited = limit_rate()) return *limited;
    auto faults = faults_.take(path);
    std::optional<Answer> answer;
    bool log_out = false;
    for (const auto& fault : faults) {
        spoil_request(fault, request);
        log_out |= fault.kind == FaultKind::logged_out;
        if (!answer) answer = replace_answer(fault, request);
        if (fault.kind == FaultKind::forbidden) {
            Session nobody;
            Call call{world_, options_, request, nobody, {}, entry.number};
            answer = redirect_answer(call, "/errors/handleForbidden");
        }
    }
    if (!answer) answer = serve_api(request, path, log_out, entry);
    for (const auto& fault : faults)
        spoil_answer(fault, request, *answer);
    return *answer;
}

Answer SimulatedOpenBoxes::serve_api(const Request& request, const std::string& path, bool log_out,
                                     LoggedRequest& entry)
{
    if (options_.api_key && has_api_key(request, entry)) {
        Session keyed;
        keyed.user = world_.acting_user;
        Call call{world_, options_, request, keyed, {}, entry.number};
        return dispatch(call, path);
    }
    auto& session = sessions_.open(request, options_.now());
    if (log_out) session.user.clear();
    entry.session = session.id;
    Call call{world_, options_, request, session, {}, entry.number};
    auto answer = dispatch(call, path);
    if (session.fresh) answer.headers.add("Set-Cookie", sessions_.cookie(session));
    return answer;
}

bool SimulatedOpenBoxes::has_api_key(const Request& request, LoggedRequest& entry)
{
    entry.authorization = request.headers.get(options_.api_key->first);
    return entry.authorization == options_.api_key->second;
}

std::optional<Answer> SimulatedOpenBoxes::limit_rate()
{
    if (options_.requests_per_minute == 0) return std::nullopt;
    auto now = options_.now();
    while (!recent_.empty() && now - recent_.front() >= rate_span)
        recent_.pop_front();
    if (recent_.size() < options_.requests_per_minute) {
        recent_.push_back(now);
        return std::nullopt;
    }
    Fault fault{.kind = FaultKind::too_many_requests};
    auto wait = std::chrono::ceil<std::chrono::seconds>(recent_.front() + rate_span - now);
    if (options_.rate_limit_tells_retry_after) fault.retry_after = std::to_string(wait.count());
    return replace_answer(fault, {});
}

std::size_t SimulatedOpenBoxes::count(std::string_view path) const
{
    auto start = options_.context_path + std::string(path);
    return static_cast<std::size_t>(std::ranges::count_if(
        log_, [&start](const LoggedRequest& entry) { return entry.target.starts_with(start); }));
}

std::size_t SimulatedOpenBoxes::most_requests_in(std::chrono::milliseconds span) const
{
    std::size_t most = 0;
    auto first = log_.begin();
    for (auto last = log_.begin(); last != log_.end(); ++last) {
        while (last->at - first->at >= span)
            ++first;
        most = std::max(most, static_cast<std::size_t>(last - first) + 1);
    }
    return most;
}

}  // namespace webhookd::simulator
