// Starts the worker, asks it one thing at a time, and replaces it when it died.

#include "webhookd/jq/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include "jq/wire.hpp"
#include "webhookd/jq/worker.hpp"

namespace webhookd::jq {

namespace {

using Socket = asio::local::stream_protocol::socket;
using boost::system::error_code;

void check_spawn(int error, const char* what)
{
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// With nothing of this process but the socket, as standard input: no descriptor, no environment, no handler
/// or block of a signal. Throws std::system_error.
pid_t start(const std::string& executable, int socket)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    check_spawn(posix_spawn_file_actions_init(&files), "jq");
    check_spawn(posix_spawnattr_init(&attributes), "jq");
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    std::string name = "openboxes-webhookd";
    std::string argument = worker_argument;
    const std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    const std::array<char*, 1> environment{nullptr};
    pid_t child = -1;
    const auto error =
        posix_spawn(&child, executable.c_str(), &files, &attributes, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    check_spawn(error, "the process of jq cannot be started");
    return child;
}

/// A call's turn, given back at its end.
template <class Channel>
struct Turn
{
    Channel& channel;
    ~Turn()
    {
        channel.try_receive([](error_code) {});
    }
};

}  // namespace

class Program::Worker
{
  public:
    Worker(const asio::any_io_executor& executor, const ProgramSettings& settings)
        : socket_(executor), timer_(executor), patience_(settings.patience), idle_(settings.idle)
    {
        Socket other(executor);
        asio::local::connect_pair(socket_, other);
        process_->id = start(settings.executable, other.native_handle());
    }
    ~Worker() { end(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Throws boost::system::system_error when the process ended, or said what is no answer.
    asio::awaitable<std::string> ask(std::string_view text, bool answered)
    {
        const auto length = static_cast<FrameLength>(text.size());
        kill_after(patience_);
        const std::array<asio::const_buffer, 2> frame{asio::buffer(&length, sizeof length),
                                                      asio::buffer(text)};
        co_await asio::async_write(socket_, frame, asio::use_awaitable);
        std::string answer;
        if (answered) answer = co_await receive();
        kill_after(idle_);
        co_return answer;
    }

    bool has_ended() const { return process_->id < 0; }

    /// Ends the process; why it did not answer, in one sentence.
    std::string end()
    {
        const int status = process_->end();
        if (!WIFSIGNALED(status)) return "jq ended by itself";
        if (WTERMSIG(status) == SIGPROF)
            return fmt::format("it took longer than {} ms", processor_time_in_milliseconds);
        if (WTERMSIG(status) == SIGKILL) return "it did not answer in time";
        return fmt::format("it needed more than {} MiB, or calls itself too deeply", memory_in_mebibytes);
    }

  private:
    struct Process
    {
        pid_t id = -1;  ///< -1: none, or waited for
        int status = 0;
        std::chrono::steady_clock::time_point kill_at;

        int end()
        {
            if (id < 0) return status;
            if (waitpid(id, &status, WNOHANG) == 0) {
                ::kill(id, SIGKILL);
                while (waitpid(id, &status, 0) < 0 && errno == EINTR) {
                }
            }
            id = -1;
            return status;
        }
    };

    asio::awaitable<std::string> receive()
    {
        FrameLength length = 0;
        co_await asio::async_read(socket_, asio::buffer(&length, sizeof length), asio::use_awaitable);
        // It runs what is not ours.
        if (length == 0 || length > longest_answer)
            throw boost::system::system_error(make_error_code(boost::system::errc::bad_message));
        std::string answer(length, '\0');
        co_await asio::async_read(socket_, asio::buffer(answer), asio::use_awaitable);
        co_return answer;
    }

    void kill_after(std::chrono::milliseconds time)
    {
        timer_.expires_after(time);
        process_->kill_at = timer_.expiry();
        timer_.async_wait([process = process_](error_code cancelled) {
            // One that had come before it was cancelled finds a later time.
            if (!cancelled && std::chrono::steady_clock::now() >= process->kill_at) process->end();
        });
    }

    Socket socket_;
    asio::steady_timer timer_;
    std::chrono::milliseconds patience_;
    std::chrono::milliseconds idle_;
    std::shared_ptr<Process> process_ = std::make_shared<Process>();  ///< the timer may outlive this
};

Program::Program(const asio::any_io_executor& executor, ProgramSettings settings)
    : settings_(std::move(settings)), executor_(executor), turn_(executor, 1)
{
}

Program::~Program() = default;

asio::awaitable<std::expected<std::string, NoResult>> Program::apply(std::string json)
{
    co_await turn_.async_send(error_code(), asio::use_awaitable);
    const Turn turn{turn_};
    // What a call leaves half done is not taken up again.
    auto worker = std::move(worker_);
    if (worker && worker->has_ended()) worker.reset();
    try {
        if (!worker) {
            worker = std::make_unique<Worker>(executor_, settings_);
            co_await worker->ask((settings_.raw ? raw : quoted) + settings_.text, false);
        }
        auto answer = co_await worker->ask(json, true);
        worker_ = std::move(worker);
        const auto mark = answer.front();
        answer.erase(0, 1);
        if (mark == result) co_return answer;
        co_return std::unexpected(NoResult{std::move(answer), mark == not_runnable});
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
    }
    co_return std::unexpected(NoResult{worker->end(), true});
}

namespace {

asio::awaitable<std::expected<std::string, NoResult>> compile(ProgramSettings settings)
{
    Program program(co_await asio::this_coro::executor, std::move(settings));
    co_return co_await program.apply({});
}

}  // namespace

std::expected<void, std::string> check(ProgramSettings settings)
{
    asio::io_context context;
    auto compiling = asio::co_spawn(context, compile(std::move(settings)), asio::use_future);
    context.run();
    if (auto compiled = compiling.get(); !compiled)
        return std::unexpected(std::move(compiled.error().reason));
    return {};
}

}  // namespace webhookd::jq
