#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/acting.hpp"
#include "control/documents.hpp"

namespace webhookd::control {

namespace {

/// The name in the path, if such a stream is polled.
std::string stream_of(const Acting& acting, const Arguments& arguments)
{
    const auto& name = arguments.part("name");
    const auto names = acting.actions.stream_names();
    if (std::ranges::find(names, name) != names.end()) return name;
    throw Refusal(
        404, fmt::format("there is no stream '{}'; there {}", name,
                         names.empty() ? "is none yet" : fmt::format("are: {}", fmt::join(names, ", "))));
}

}  // namespace

asio::awaitable<OrderedJson> poll_stream(Acting acting, Arguments arguments)
{
    const auto name = stream_of(acting, arguments);
    const auto poll = co_await acting.actions.poll_now(name);
    if (!poll) throw Refusal(409, fmt::format("stream '{}' is no longer polled", name));
    auto document = document_of(*poll);
    document.erase("id");  // the sync log gives it, and this may not have been stored
    co_return document;
}

asio::awaitable<OrderedJson> rebaseline_stream(Acting acting, Arguments arguments)
{
    const auto name = stream_of(acting, arguments);
    auto forget = [name](store::Tables& tables) {
        auto stream = tables.streams.find(name);
        if (!stream) return;  // never polled: its first poll is the baseline anyway
        stream->scope.clear();
        tables.streams.put(*stream,
                           stream->scan_no);  // a poll under way began before, and is not kept (F-26)
    };
    auto written = co_await acting.store.write(std::move(forget));
    if (!written) throw Refusal(503, "the state file cannot be written: " + written.error().message);
    const auto stream = acting.store.read().streams.find(name);
    store::StreamRecord never_polled;
    never_polled.name = name;
    co_return document_of(stream.value_or(never_polled), acting.clock.now());
}

}  // namespace webhookd::control
