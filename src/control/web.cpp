// Access is decided first (web_access.cpp); then comes the API, or one of the few paths that can only be
// read. Every answer carries the headers that protect a browser.

#include "webhookd/control/web.hpp"

#include <string_view>
#include <utility>

#include "control/page.hpp"
#include "control/web_access.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::control {

namespace {

/// So that nobody tries thousands a second.
constexpr std::chrono::seconds wrong_token_pause{1};
constexpr std::string_view api_prefix = "/v1/";

std::string_view path_of(const http::ServerRequest& request)
{
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

Exposure exposure_of(std::string_view path)
{
    const bool harmless = path == "/healthz" || path == "/readyz" || find_page_file(path) != nullptr;
    return harmless ? Exposure::harmless : Exposure::data;
}

http::ServerAnswer readiness(const std::vector<std::string>& troubles)
{
    if (troubles.empty()) return text_answer(200, "ready");
    std::string sentences;
    for (const auto& trouble : troubles)
        sentences += (sentences.empty() ? "" : "\n") + core::printable(trouble);
    return text_answer(503, sentences);
}

/// Everything but the API.
http::ServerAnswer read_path(std::string_view path, const http::ServerRequest& request,
                             const WebSources& sources)
{
    if (path == "/healthz") return text_answer(200, "alive");
    if (path == "/readyz" && sources.troubles) return readiness(sources.troubles());
    if (path == "/metrics" && sources.metrics) {
        return {.headers = {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}},
                .body = sources.metrics()};
    }
    if (const auto* file = find_page_file(path)) return answer_with(*file, request);
    return text_answer(404, "there is /metrics, /healthz, /readyz and the status page at /");
}

/// What every answer tells a browser: run nothing but our own files, ask nobody but us, stay in no frame,
/// believe the content type.
void add_protection(http::Headers& headers)
{
    headers.emplace_back("content-security-policy",
                         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                         "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.emplace_back("x-content-type-options", "nosniff");
    headers.emplace_back("x-frame-options", "DENY");
    headers.emplace_back("referrer-policy", "no-referrer");
    headers.emplace_back("cross-origin-resource-policy", "same-origin");
    headers.emplace_back("cross-origin-opener-policy", "same-origin");
    if (!http::find_header(headers, "cache-control")) headers.emplace_back("cache-control", "no-store");
}

}  // namespace

Web::Web(WebSettings settings, WebSources sources, async::Clock& clock)
    : settings_(std::move(settings)), sources_(std::move(sources)), clock_(clock)
{
}

asio::awaitable<http::ServerAnswer> Web::answer(http::ServerRequest request) const
{
    const auto path = path_of(request);
    http::ServerAnswer answer;
    auto access = find_access(request, exposure_of(path), settings_);
    if (access.wrong_token) {
        if (sources_.wrong_token) sources_.wrong_token(request.peer);
        co_await clock_.sleep_until(clock_.steady() + wrong_token_pause);
    }
    if (access.refusal) {
        answer = std::move(*access.refusal);
    } else if (path.starts_with(api_prefix) && sources_.api) {
        Caller caller{.name = request.peer + (access.shows_token ? " with the token" : ""),
                      .shows_token = access.shows_token};
        answer = co_await sources_.api(std::move(request), std::move(caller));
    } else if (!request.only_reads()) {
        answer = text_answer(405, "this can only be read");
        answer.headers.emplace_back("allow", "GET, HEAD");
    } else {
        answer = read_path(path, request, sources_);
    }
    add_protection(answer.headers);
    co_return answer;
}

}  // namespace webhookd::control
