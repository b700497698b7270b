// `POST /v1/streams/{name}/…`: poll, rebaseline, release and drop. What changes the row of a stream also
// moves its fence, so a poll that began before is not kept.

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

/// How the stream stands now.
OrderedJson standing(const Acting& acting, const std::string& name)
{
    const auto view = acting.view();
    auto streams = list_streams(view);
    const auto name_of = [](const ListedStream& stream) { return stream.record.name; };
    const auto found = std::ranges::find(streams, name, name_of);
    if (found == streams.end()) throw Refusal(409, fmt::format("stream '{}' is no longer polled", name));
    return document_of(*found, view.now);
}

/// A poll of the stream that is under way began before this, and is not kept (F-26).
void put(store::Tables& tables, const store::StreamRecord& stream)
{
    tables.streams.put(stream, stream.scan_no);
}

/// What becomes of the poll that is held: the next one like it does it.
asio::awaitable<OrderedJson> decide(Acting acting, Arguments arguments, store::StormHold::Decision decision)
{
    const auto name = stream_of(acting, arguments);
    auto store_it = [name, decision](store::Tables& tables) {
        auto stream = tables.streams.find(name);
        if (!stream || !stream->hold) return std::optional<store::StreamRecord>();
        stream->hold->decision = decision;
        put(tables, *stream);
        return stream;
    };
    const auto stream = kept(co_await acting.store.write(std::move(store_it)));
    if (!stream) throw Refusal(409, fmt::format("no poll of stream '{}' is held", name));
    co_return standing(acting, name);
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
        auto stream = tables.streams.load(name);
        if (stream.scan_no == 0) return;  // never polled: its first poll is the baseline anyway
        stream.scope.clear();
        stream.hold.reset();
        put(tables, stream);
    };
    kept(co_await acting.store.write(std::move(forget)));
    co_return standing(acting, name);
}

asio::awaitable<OrderedJson> release_stream(Acting acting, Arguments arguments)
{
    return decide(std::move(acting), std::move(arguments), store::StormHold::Decision::release);
}

asio::awaitable<OrderedJson> drop_stream(Acting acting, Arguments arguments)
{
    return decide(std::move(acting), std::move(arguments), store::StormHold::Decision::drop);
}

}  // namespace webhookd::control
