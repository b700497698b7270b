// Questions go to stderr, so that stdout stays the command's own. While a secret is typed the terminal is
// silent, and only then.

#include "app/commands/questions.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "app/commands/commands.hpp"

namespace webhookd::app {

namespace {

/// While it exists, the terminal on standard input does not show what is typed.
class Silence
{
  public:
    Silence()
    {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~Silence()
    {
        if (!changed_) return;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        fmt::print(stderr, "\n");
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

  private:
    termios before_{};
    bool changed_ = false;
};

/// Null at the end of input.
std::optional<std::string> read_line()
{
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    return line;
}

std::optional<std::string> answer_to(std::string_view prompt)
{
    std::fflush(stdout);
    fmt::print(stderr, "{}", prompt);
    return read_line();
}

}  // namespace

std::string ask(std::string_view question, std::string_view option, std::string_view default_answer)
{
    const auto hint = default_answer.empty() ? std::string() : fmt::format(" [{}]", default_answer);
    while (true) {
        const auto answer = answer_to(fmt::format("{}{}: ", question, hint));
        if (answer && !answer->empty()) return *answer;
        if (!default_answer.empty()) return std::string(default_answer);
        if (!answer) {
            fmt::print(stderr, "\n");
            throw CommandError(exit_usage, fmt::format("nobody answers: give {}", option));
        }
    }
}

std::string ask_secretly(std::string_view question, std::string_view option)
{
    const Silence silence;
    return ask(question, option);
}

bool ask_yes(std::string_view question)
{
    const auto answer = answer_to(fmt::format("{} [y/N]: ", question));
    if (!answer) fmt::print(stderr, "\n");
    return answer && (answer->starts_with('y') || answer->starts_with('Y'));
}

void wait_for_enter(std::string_view reason)
{
    if (!answer_to(fmt::format("{} ", reason))) fmt::print(stderr, "\n");
}

}  // namespace webhookd::app
