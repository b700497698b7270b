// One formatter for all three forms of a line; whatever came from elsewhere is made printable in it. The
// journal's form is chosen when stderr is the journal.

#include "app/logging.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "webhookd/core/printable.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::app {

namespace {

std::string_view level_name(spdlog::level::level_enum level)
{
    switch (level) {
        case spdlog::level::critical:
        case spdlog::level::err:
            return "error";
        case spdlog::level::warn:
            return "warn";
        case spdlog::level::info:
            return "info";
        default:
            return "debug";
    }
}

/// syslog(3) priorities.
int priority(spdlog::level::level_enum level)
{
    switch (level) {
        case spdlog::level::critical:
        case spdlog::level::err:
            return 3;
        case spdlog::level::warn:
            return 4;
        case spdlog::level::info:
            return 6;
        default:
            return 7;
    }
}

std::string time_of(const spdlog::details::log_msg& message)
{
    return core::format_timestamp(std::chrono::floor<core::Duration>(message.time));
}

std::string_view text_of(const spdlog::details::log_msg& message)
{
    return {message.payload.data(), message.payload.size()};
}

/// What is logged names ids, reasons and answers that come from elsewhere; all of it is made printable here.
std::string dressed(LogDress dress, const spdlog::details::log_msg& message)
{
    switch (dress) {
        case LogDress::terminal:
            return fmt::format("{} {:<5} {}\n", time_of(message), level_name(message.level),
                               core::printable(text_of(message)));
        case LogDress::journal:
            return fmt::format("<{}>{}\n", priority(message.level), core::printable(text_of(message)));
        case LogDress::json:
            break;
    }
    const OrderedJson object{
        {"time", time_of(message)}, {"level", level_name(message.level)}, {"message", text_of(message)}};
    return core::dump_json(object) + "\n";
}

class LineFormatter final : public spdlog::formatter
{
  public:
    explicit LineFormatter(LogDress dress) : dress_(dress) {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& destination) override
    {
        const auto line = dressed(dress_, message);
        destination.append(line.data(), line.data() + line.size());
    }

    std::unique_ptr<spdlog::formatter> clone() const override
    {
        return std::make_unique<LineFormatter>(dress_);
    }

  private:
    LogDress dress_;
};

/// $JOURNAL_STREAM names the journal's socket; a child whose stderr was redirected still inherits it
/// (systemd.exec(5)).
bool stderr_is_the_journal()
{
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file{};
    if (stream == nullptr || fstat(2, &file) != 0) return false;
    return fmt::format("{}:{}", file.st_dev, file.st_ino) == stream;
}

spdlog::level::level_enum level_of(config::LogLevel level)
{
    switch (level) {
        case config::LogLevel::error:
            return spdlog::level::err;
        case config::LogLevel::warn:
            return spdlog::level::warn;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::debug:
            return spdlog::level::debug;
    }
    return spdlog::level::info;
}

}  // namespace

LogDress log_dress(const config::Log& settings)
{
    if (settings.format == config::LogFormat::json) return LogDress::json;
    return stderr_is_the_journal() ? LogDress::journal : LogDress::terminal;
}

std::unique_ptr<spdlog::formatter> make_formatter(LogDress dress)
{
    return std::make_unique<LineFormatter>(dress);
}

std::shared_ptr<spdlog::logger> make_logger(const config::Log& settings)
{
    auto logger = std::make_shared<spdlog::logger>("openboxes-webhookd",
                                                   std::make_shared<spdlog::sinks::stderr_sink_mt>());
    configure(*logger, settings);
    return logger;
}

void configure(spdlog::logger& logger, const config::Log& settings)
{
    logger.set_formatter(make_formatter(log_dress(settings)));
    logger.set_level(level_of(settings.level));
}

}  // namespace webhookd::app
