#pragma once
// jq programs of the configuration, run where they can do no harm: in a process of their own that has no
// files, no network, a bounded memory and a bounded time. jq is a language, so a program may be endless, or
// make gigabytes of a line of text.

#include <chrono>
#include <expected>
#include <memory>
#include <string>

#include <boost/asio/experimental/channel.hpp>

#include "webhookd/async/asio.hpp"

namespace webhookd::jq {

struct ProgramSettings
{
    std::string text;  ///< in the language of jq 1.6
    /// A result that is a string is given as it is, without quotes.
    bool raw = false;
    /// The program of which run_worker() is a part.
    std::string executable = "/proc/self/exe";
    /// How long an answer may take. The worker may compute for 250 ms (worker.hpp); this is for a machine
    /// that lets it wait, and for what goes wrong with the process itself.
    std::chrono::milliseconds patience{10'000};
    /// How long the process is kept when nothing is asked. It takes a few MiB, a start some hundredths of
    /// a second.
    std::chrono::milliseconds idle{60'000};
};

/// Why there is no result.
struct NoResult
{
    std::string reason;  ///< one sentence
    /// It is the program, whatever it is given: it does not compile, or it had to be killed.
    bool lasting = false;
};

/// Used on the thread of its executor; outlives no call.
class Program
{
  public:
    Program(const asio::any_io_executor& executor, ProgramSettings settings);
    ~Program();

    /// The one value that the program makes of `json`, as text: equal for equal input, at every time. Calls
    /// are answered one after the other. The process is started when there is none; while it waits for a call
    /// the executor has work. Throws when cancelled, and std::system_error when no process can be started.
    asio::awaitable<std::expected<std::string, NoResult>> apply(std::string json);

  private:
    class Worker;

    ProgramSettings settings_;
    asio::any_io_executor executor_;
    std::unique_ptr<Worker> worker_;
    asio::experimental::channel<void(boost::system::error_code)> turn_;  ///< holds one while one is asked
};

/// What is wrong with the program before it has run. Waits for the answer.
std::expected<void, std::string> check(ProgramSettings settings);

}  // namespace webhookd::jq
