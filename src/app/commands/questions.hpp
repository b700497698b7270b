#pragma once
// Asks a person at the terminal: questions on stderr, answers from standard input. Where nobody answers (end
// of input) the default counts, and without one the question names the option that would have answered it.

#include <string>
#include <string_view>

namespace webhookd::app {

/// The answer. An empty line is the default; without a default, it is asked again. Throws
/// CommandError(exit_usage) when nobody answers and there is no default.
std::string ask(std::string_view question, std::string_view option, std::string_view default_answer = {});

/// As ask(), and a terminal does not show what is typed.
std::string ask_secretly(std::string_view question, std::string_view option);

/// True only for an answer that begins with y.
bool ask_yes(std::string_view question);

/// Waits for the Enter key, if anybody is there.
void wait_for_enter(std::string_view reason);

}  // namespace webhookd::app
