#include "webhookd/control/api.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "control/acting.hpp"
#include "control/refusal.hpp"
#include "control/routes.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::control {

namespace {

constexpr int unavailable = 503;

http::ServerAnswer json_answer(int status, const OrderedJson& document, http::Headers headers = {})
{
    headers.emplace_back("content-type", "application/json");
    headers.emplace_back("cache-control", "no-store");
    return {.status = status, .headers = std::move(headers), .body = core::dump_json(document) + "\n"};
}

/// What `failure` means to who asked for something of the tables. A cancellation goes on.
http::ServerAnswer answer_of(const std::exception_ptr& failure, const store::Tables& tables)
{
    try {
        std::rethrow_exception(failure);
    } catch (const Refusal& refusal) {
        return json_answer(refusal.status(), {{"error", refusal.what()}}, refusal.headers());
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        return json_answer(unavailable, {{"error", error.what()}});
    } catch (const sqlite::Error& error) {
        return json_answer(unavailable, {{"error", store::explain(tables.database->path(), error).what()}});
    } catch (const std::exception& error) {
        return json_answer(unavailable, {{"error", error.what()}});
    }
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

    asio::awaitable<OrderedJson> perform(http::ServerRequest request, Caller caller)
    {
        auto call = parse(request);
        Acting acting{store, clock, random, attempts, backing_up, actions, configured, std::move(caller)};
        if (call.route.read != nullptr) co_return call.route.read(acting.view(), call.arguments);
        if (const auto damage = store.damage()) throw Refusal(unavailable, *damage);
        auto document = co_await call.route.act(std::move(acting), std::move(call.arguments));
        co_return document;
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
    OrderedJson document;
    std::exception_ptr failure;
    try {
        document = co_await state_->perform(std::move(request), std::move(caller));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) co_return answer_of(failure, state_->store.read());
    co_return json_answer(200, document);
}

http::ServerAnswer read(const View& view, const http::ServerRequest& request)
{
    try {
        const auto call = parse(request);
        if (call.route.read == nullptr) throw Refusal(unavailable, "the daemon is not running");
        return json_answer(200, call.route.read(view, call.arguments));
    } catch (...) {
        return answer_of(std::current_exception(), view.tables);
    }
}

}  // namespace webhookd::control
