// One request over the control socket. A reading one that nobody answers is answered from the state file
// instead, by the same routes, and so are those that follow it.

#include "app/commands/daemon_client.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/commands/one_off.hpp"
#include "app/control.hpp"
#include "webhookd/core/url.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

namespace {

/// Reading is quick. What changes something may take its time: a full poll, a replay of a month.
constexpr std::chrono::seconds read_timeout{30};
constexpr std::chrono::hours command_timeout{24};

http::Outcome send(const std::string& socket, http::Request request, std::chrono::milliseconds timeout)
{
    http::Limits limits;
    limits.timeout = timeout;
    limits.max_body_bytes = std::size_t{256} * 1024 * 1024;
    asio::io_context io;
    return run_alone(io, http::send_unix(socket, std::move(request), limits));
}

/// The daemon's answer, or why nobody listens.
std::expected<http::Answer, std::string> ask_daemon(const config::Config& config, http::Request request)
{
    const std::chrono::milliseconds timeout = request.method == "GET" ? read_timeout : command_timeout;
    auto outcome = send(config.control.socket, std::move(request), timeout);
    if (outcome) return *std::move(outcome);
    if (outcome.error().kind == http::FailureKind::connect) return std::unexpected(outcome.error().detail);
    throw CommandError(exit_failed, fmt::format("the daemon at {} did not answer: {}", config.control.socket,
                                                outcome.error().detail));
}

OrderedJson document_of(int status, const std::string& body)
{
    auto document = OrderedJson::parse(body, nullptr, false);
    if (status == 200 && !document.is_discarded()) return document;
    const auto error = document.is_object() ? document.value("error", std::string()) : std::string();
    throw CommandError(exit_failed,
                       error.empty() ? fmt::format("the daemon answered with status {}", status) : error);
}

/// Read-only, whether or not the daemon runs. Throws store::OpenError when it cannot be read.
std::unique_ptr<store::Tables> open_state(const config::Config& config)
{
    std::error_code unreadable;  // open_read_only() says why, better than exists() can
    if (!std::filesystem::exists(config.store.path, unreadable) && !unreadable) {
        throw CommandError(exit_failed,
                           fmt::format("there is no state file {} yet: the daemon makes it when it starts "
                                       "(openboxes-webhookd run)",
                                       config.store.path));
    }
    return store::open_read_only(config.store.path);
}

/// Asks the daemon or, once nobody listens at its socket, the state file.
class StateReader
{
  public:
    explicit StateReader(const config::Config& config) : config_(config), configured_(configured_of(config))
    {
    }

    OrderedJson get(const Target& target)
    {
        if (!file_) {
            http::Request request;
            request.url.target = target.text();
            const auto answer = ask_daemon(config_, std::move(request));
            if (answer) return document_of(answer->status, answer->body);
            open_file(answer.error());
        }
        const control::View view{*file_, configured_, now(), std::nullopt};
        const auto answer =
            control::read(view, {.method = "GET", .target = target.text(), .headers = {}, .body = {}});
        return document_of(answer.status, answer.body);
    }

  private:
    void open_file(const std::string& why)
    {
        file_ = open_state(config_);
        fmt::print(stderr,
                   "the daemon is not running (nobody listens at {}: {}): this is what its state file says\n",
                   config_.control.socket, why);
    }

    const config::Config& config_;
    control::Configured configured_;
    std::unique_ptr<store::Tables> file_;  ///< null while the daemon answers
};

}  // namespace

Target& Target::with(std::string_view key, std::string_view value)
{
    if (value.empty()) return *this;
    text_ += fmt::format("{}{}={}", text_.contains('?') ? '&' : '?', key, core::encode_query_value(value));
    return *this;
}

OrderedJson read_state(const CommonOptions& options, const Target& target)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    return StateReader(loaded.config).get(target);
}

OrderedJson read_list(const FilterOptions& options, const Target& target, const std::string& list)
{
    constexpr std::size_t longest_page = 1000;
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    StateReader reader(loaded.config);
    auto rows = OrderedJson::array();
    OrderedJson cursor;
    do {
        auto page_target = target;
        page_target.with("limit", fmt::to_string(std::min(options.limit - rows.size(), longest_page)));
        if (!cursor.is_null()) page_target.with("before", cursor.dump());
        auto page = reader.get(page_target);
        for (auto& row : page.at(list))
            rows.push_back(std::move(row));
        cursor = page.at("next_before");
    } while (!cursor.is_null() && rows.size() < options.limit);
    return {{list, std::move(rows)}, {"next_before", std::move(cursor)}};
}

std::optional<std::string> why_silent(const config::Config& config, std::chrono::milliseconds limit)
{
    http::Request request;
    request.url.target = "/v1/status";
    const auto outcome = send(config.control.socket, std::move(request), limit);
    if (outcome) return std::nullopt;
    return outcome.error().detail;
}

OrderedJson command_daemon(const CommonOptions& options, const std::string& path, const Json& body)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    http::Request request;
    request.method = "POST";
    request.url.target = path;
    request.headers = {{"content-type", "application/json"}};
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    const auto answer = ask_daemon(loaded.config, std::move(request));
    if (answer) return document_of(answer->status, answer->body);
    throw CommandError(exit_failed, fmt::format("the daemon is not running: nobody listens at {} ({}); start "
                                                "it with: systemctl start openboxes-webhookd",
                                                loaded.config.control.socket, answer.error()));
}

}  // namespace webhookd::app
