// `POST /v1/streams/{name}/…`: poll, rebaseline, release and drop. What changes the row of a stream also
// moves its fence, so a poll that began before is not kept.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/documents.hpp"
#include "control/handlers.hpp"

namespace webhookd::control {

namespace {

/// The name in the path, if such a stream is polled.
std::string stream_of(const ActionContext& context, const Arguments& arguments)
{
    const auto& name = arguments.part("name");
    const auto names = context.actions.stream_names();
    if (std::ranges::find(names, name) != names.end()) return name;
    throw Refusal(
        404, fmt::format("there is no stream '{}'; there {}", name,
                         names.empty() ? "is none yet" : fmt::format("are: {}", fmt::join(names, ", "))));
}

/// How the stream stands now.
OrderedJson standing(const ActionContext& context, const std::string& name)
{
    const auto view = context.view();
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
asio::awaitable<OrderedJson> decide(ActionContext context, Arguments arguments,
                                    store::StormHold::Decision decision)
{
    const auto name = stream_of(context, arguments);
    auto store_it = [name, decision](store::Tables& tables) {
        auto stream = tables.streams.find(name);
        if (!stream || !stream->hold) return std::optional<store::StreamRecord>();
        stream->hold->decision = decision;
        put(tables, *stream);
        return stream;
    };
    const auto stream = value_or_refuse(co_await context.store.write(std::move(store_it)));
    if (!stream) throw Refusal(409, fmt::format("no poll of stream '{}' is held", name));
    co_return standing(context, name);
}

}  // namespace

asio::awaitable<OrderedJson> poll_stream(ActionContext context, Arguments arguments)
{
    const auto name = stream_of(context, arguments);
    const auto poll = co_await context.actions.poll_now(name);
    if (!poll) throw Refusal(409, fmt::format("stream '{}' is no longer polled", name));
    auto document = document_of(*poll);
    document.erase("id");  // the sync log gives it, and this may not have been stored
    co_return document;
}

asio::awaitable<OrderedJson> rebaseline_stream(ActionContext context, Arguments arguments)
{
    const auto name = stream_of(context, arguments);
    auto forget = [name](store::Tables& tables) {
        auto stream = tables.streams.load(name);
        if (stream.scan_no == 0) return;  // never polled: its first poll is the baseline anyway
        stream.scope.clear();
        stream.hold.reset();
        put(tables, stream);
    };
    value_or_refuse(co_await context.store.write(std::move(forget)));
    co_return standing(context, name);
}

asio::awaitable<OrderedJson> release_stream(ActionContext context, Arguments arguments)
{
    return decide(std::move(context), std::move(arguments), store::StormHold::Decision::release);
}

asio::awaitable<OrderedJson> drop_stream(ActionContext context, Arguments arguments)
{
    return decide(std::move(context), std::move(arguments), store::StormHold::Decision::drop);
}

}  // namespace webhookd::control
