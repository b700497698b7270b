// Whatever is asked of the control API, the answer is JSON, a mistake is the asker's (4xx, with a sentence),
// and the state file stays as good as it was. The input is the method and the target in the first line, then
// the body.

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "fuzz.hpp"
#include "webhookd/control/api.hpp"

namespace {

using namespace webhookd;
using fuzz::require;

asio::awaitable<void> nothing()
{
    co_return;
}

asio::awaitable<std::optional<store::PollRecord>> polled()
{
    co_return store::PollRecord();
}

control::Actions actions()
{
    return {.live = [] { return control::Live(); },
            .pause = [](const std::string&, const std::string&) { return nothing(); },
            .resume = [](const std::string&) { return nothing(); },
            .wake = [](const std::vector<std::int64_t>&) {},
            .stream_names = [] { return std::vector<std::string>{"products"}; },
            .poll_now = [](const std::string&) { return polled(); },
            .acted = [](const store::ActionRecord&) {}};
}

control::Configured configured()
{
    control::Configured configured;
    configured.source = "https://ob.example.org/openboxes";
    configured.subscribers = {{.name = "erp", .url = "https://erp.example.org/", .matcher = {{"*"}, {}}}};
    return configured;
}

void fill(store::Tables& tables)
{
    const auto erp = tables.subscribers.ensure("erp");
    const auto now = core::Timestamp(std::chrono::days(20'000));
    for (int i = 0; i < 20; ++i) {
        core::Event event;
        event.id = "evt_" + std::to_string(i);
        event.type = "product.created";
        event.entity = "product:" + std::to_string(i);
        event.body = R"({"type":"product.created","data":{"object":{"name":"Gauze"}}})";
        const auto seq = tables.events.add(event, "products", now);
        tables.deliveries.add(*seq, erp, now);
    }
}

/// One daemon's state, in a folder that goes with the process.
struct World
{
    World()
    {
        run([](World& world) -> asio::awaitable<void> {
            co_await world.store.write([](store::Tables& tables) { fill(tables); });
        }(*this));
    }
    ~World()
    {
        run(store.close());
        std::filesystem::remove_all(folder);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void run(asio::awaitable<void> task)
    {
        asio::co_spawn(io, std::move(task),
                       [](const std::exception_ptr& failure) { require(!failure, "nothing is thrown"); });
        io.restart();
        io.run();
    }

    http::ServerAnswer ask(http::ServerRequest request)
    {
        http::ServerAnswer answer;
        run([](control::Api& asked, http::ServerRequest what,
               http::ServerAnswer& into) -> asio::awaitable<void> {
            into = co_await asked.answer(std::move(what), {.name = "uid 0", .shows_token = true});
        }(api, std::move(request), answer));
        return answer;
    }

    static std::string make_folder()
    {
        auto folder = std::filesystem::temp_directory_path() / ("webhookd-fuzz-" + std::to_string(getpid()));
        std::filesystem::create_directories(folder);
        return folder;
    }

    std::string folder = make_folder();
    asio::io_context io;
    async::SystemClock clock;
    async::Random random{7};
    store::Store store{{.path = folder + "/state.db", .source = "https://ob.example.org/openboxes"},
                       io.get_executor()};
    control::Api api{store, clock, random, configured(), actions()};
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static World world;
    const auto text = fuzz::as_text(data, size);
    const auto line = text.substr(0, text.find('\n'));
    const auto space = std::min(line.find(' '), line.size());
    http::ServerRequest request;
    request.method = line.substr(0, space);
    request.target = line.substr(std::min(space + 1, line.size()));
    request.body = text.substr(std::min(line.size() + 1, text.size()));
    // A backup writes where it is told, and a ping waits.
    if (request.target.contains("backup") || request.target.contains("ping") || request.target.contains('%'))
        return 0;

    const auto answer = world.ask(std::move(request));
    const auto document = Json::parse(answer.body, nullptr, false);
    require(document.is_object(), "the answer is JSON");
    if (answer.status == 200) return 0;
    require(answer.status >= 400 && answer.status < 500, "a mistake is the asker's");
    require(document.contains("error") && !document["error"].get<std::string>().empty(),
            "a refusal says why");
    return 0;
}
