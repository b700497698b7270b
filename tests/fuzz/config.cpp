// Whatever the bytes, loading a configuration ends with a Config that the rest of the program can use, or
// with errors that say where and what, each on one line. Secrets and files are left alone: the outcome is
// that of the text.

#include <algorithm>

#include "fuzz.hpp"
#include "webhookd/config/load.hpp"
#include "webhookd/core/url.hpp"

namespace {

using namespace webhookd::config;
using webhookd::core::Url;
using webhookd::fuzz::require;

constexpr std::string_view file = "fuzz.yaml";

void check(const Problem& problem, int lines)
{
    const auto text = problem.text();
    require(text.starts_with(file), "a problem names its file");
    require(!text.contains('\n') && !problem.message.empty(), "a problem is one line for people");
    const bool about_the_file = problem.message.starts_with("the file is empty") ||
                                problem.message.starts_with("expected UTF-8, found UTF-16");
    require(problem.line >= (about_the_file ? 0 : 1), "a problem says in which line it is");
    require(problem.line <= lines, "that line exists");
}

void check(const Config& config)
{
    require(Url::parse(config.openboxes.api.url).has_value(), "the client can read the source's URL");
    for (const auto& subscriber : config.subscribers)
        require(Url::parse(subscriber.url).has_value(), "the client can read a subscriber's URL");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = webhookd::fuzz::as_text(data, size);
    const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
    const auto loaded = load_text(text, std::string(file), Secrets::leave);
    if (loaded) {
        for (const auto& warning : loaded->warnings)
            check(warning, lines);
        check(loaded->config);
        return 0;
    }
    require(!loaded.error().empty(), "a refusal says why");
    for (const auto& problem : loaded.error())
        check(problem, lines);
    return 0;
}
