// From a request to its answer: find the route, check the arguments, read aside from the event loop or act
// with a row in the audit. Whatever is thrown on the way becomes a status and a sentence.

#include "webhookd/control/api.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "control/handlers.hpp"
#include "control/refusal.hpp"
#include "control/routes.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/store/errors.hpp"

namespace webhookd::control {

namespace {

constexpr int ok = 200;
constexpr int unavailable = 503;

http::ServerAnswer json_answer(int status, const OrderedJson& document, http::Headers headers = {})
{
    headers.emplace_back("content-type", "application/json");
    headers.emplace_back("cache-control", "no-store");
    return {.status = status, .headers = std::move(headers), .body = core::dump_json(document) + "\n"};
}

/// What `failure` means to who asked for something of the tables. A cancellation goes on.
Refusal refusal_of(const std::exception_ptr& failure, const store::Tables& tables)
{
    try {
        std::rethrow_exception(failure);
    } catch (const Refusal& refusal) {
        return refusal;
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        return {unavailable, error.what()};
    } catch (const std::exception& error) {
        return {unavailable, store::explain(tables.path(), error)};
    }
}

http::ServerAnswer answer_of(const Refusal& refusal)
{
    return json_answer(refusal.status(), {{"error", refusal.message()}}, refusal.headers());
}

/// A request with its route found and its arguments checked.
struct Call
{
    const Route& route;
    Arguments arguments;
};

Json parse_given(const Route& route, std::string_view query, std::string_view body)
{
    if (route.read != nullptr) return parse_query(query);
    if (!query.empty()) throw Refusal(400, "expected the arguments as JSON in the body, not in the query");
    return parse_body(body);
}

Call parse(const http::ServerRequest& request)
{
    const auto question = std::min(request.target.find('?'), request.target.size());
    const auto query = std::string_view(request.target).substr(std::min(question + 1, request.target.size()));
    auto match = find_route(request.method, std::string_view(request.target).substr(0, question));
    auto given = parse_given(*match.route, query, request.body);
    Call call{*match.route, Arguments(std::move(match.parts), std::move(given))};
    call.arguments.expect_only(call.route.keys);
    return call;
}

/// The arguments as the audit keeps them: a thousand ids, but not a megabyte.
std::string recorded_arguments(const Arguments& arguments)
{
    constexpr std::size_t longest = std::size_t{16} * 1024;
    auto text = arguments.all().dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() <= longest) return text;
    return Json{{"omitted_bytes", text.size()}}.dump();
}

/// Of a call that only reads.
http::ServerAnswer answer_to(const Call& call, const View& view)
{
    return json_answer(ok, call.route.read(view, call.arguments));
}

store::ActionRecord begun(const ActionContext& context, const Call& call)
{
    return {.name = action_name(call.route),
            .caller = context.caller.name,
            .arguments = recorded_arguments(call.arguments),
            .began_at = context.clock.now()};
}

}  // namespace

struct Api::State
{
    store::Store& store;
    async::Clock& clock;
    async::Random& random;
    std::shared_ptr<const Configured> configured;
    Actions actions;
    AttemptWatch attempts;
    bool backing_up = false;

    /// Aside, because a page of a thousand events takes longer than a delivery may wait.
    asio::awaitable<http::ServerAnswer> look(http::ServerRequest request, bool whole_urls)
    {
        auto call = parse(request);
        auto live = actions.live();
        // Asked for here: they belong to this thread.
        if (!call.route.shows_streams) live.streams = nullptr;
        if (live.streams) live.streams = [streams = live.streams()] { return streams; };
        auto work = [call = std::move(call), configured = configured, now = clock.now(),
                     live = std::move(live), whole_urls](store::Tables& tables) {
            return answer_to(call, View{tables, *configured, now, live, whole_urls});
        };
        auto answer = co_await store.read_aside(std::move(work));
        co_return answer;
    }

    asio::awaitable<http::ServerAnswer> answer(http::ServerRequest request, Caller caller)
    {
        auto call = parse(request);
        ActionContext context{store,      clock,   random,     attempts,
                              backing_up, actions, configured, std::move(caller)};
        if (const auto damage = store.damage()) throw Refusal(unavailable, *damage);
        auto answered = co_await act(std::move(context), std::move(call));
        co_return answered;
    }

    /// With its row in the audit, which begins before anything is done: what is cut off leaves one, too.
    asio::awaitable<http::ServerAnswer> act(ActionContext context, Call call)
    {
        auto record = begun(context, call);
        auto add = [record](store::Tables& tables) { return tables.actions.add(record); };
        const auto id = co_await store.write(std::move(add));
        auto [answered, error] = co_await perform(std::move(context), std::move(call));
        record.ended_at = clock.now();
        record.status = answered.status;
        record.error = std::move(error);
        actions.acted(record);
        // A state file that takes no row does not keep anybody from a backup of it; the log has the line.
        if (id) {
            record.id = *id;
            auto end = [record](store::Tables& tables) { tables.actions.end(record); };
            co_await store.write(std::move(end));
        }
        co_return std::move(answered);
    }

    /// The answer, and why it is not what was asked for.
    asio::awaitable<std::pair<http::ServerAnswer, std::string>> perform(ActionContext context, Call call)
    {
        OrderedJson document;
        std::exception_ptr failure;
        try {
            document = co_await call.route.act(std::move(context), std::move(call.arguments));
        } catch (...) {
            failure = std::current_exception();
        }
        std::pair<http::ServerAnswer, std::string> result;
        if (failure) {
            const auto refusal = refusal_of(failure, store.read());
            result = {answer_of(refusal), refusal.what()};
        } else {
            result.first = json_answer(ok, document);
        }
        co_return result;
    }
};

Api::Api(store::Store& store, async::Clock& clock, async::Random& random, Configured configured,
         Actions actions)
    : state_(std::make_unique<State>(store, clock, random,
                                     std::make_shared<const Configured>(std::move(configured)),
                                     std::move(actions)))
{
}

Api::~Api() = default;

void Api::note_attempt(std::int64_t delivery_id)
{
    state_->attempts.notify(delivery_id);
}

void Api::reconfigure(Configured configured)
{
    state_->configured = std::make_shared<const Configured>(std::move(configured));
}

asio::awaitable<http::ServerAnswer> Api::answer(http::ServerRequest request, Caller caller)
{
    const bool reads = request.only_reads();
    http::ServerAnswer answer;
    std::exception_ptr failure;
    try {
        answer = co_await (reads ? state_->look(std::move(request), caller.shows_token)
                                 : state_->answer(std::move(request), std::move(caller)));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) co_return answer_of(refusal_of(failure, state_->store.read()));
    co_return answer;
}

http::ServerAnswer read(const View& view, const http::ServerRequest& request)
{
    try {
        const auto call = parse(request);
        if (call.route.read == nullptr) throw Refusal(unavailable, "the daemon is not running");
        return answer_to(call, view);
    } catch (...) {
        return answer_of(refusal_of(std::current_exception(), view.tables));
    }
}

}  // namespace webhookd::control
