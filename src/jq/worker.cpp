// The loop around libjq, and the confinement of its process: limits of the kernel, and a filter that leaves
// it hardly more system calls than reading and writing its socket.

#include "webhookd/jq/worker.hpp"

extern "C" {  // which the header of jq 1.6 does not say
#include <jq.h>
}
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "jq/wire.hpp"

namespace webhookd::jq {

namespace {

constexpr int channel = 0;
constexpr rlim_t most_memory = rlim_t{memory_in_mebibytes} * 1024 * 1024;
constexpr suseconds_t most_time = suseconds_t{processor_time_in_milliseconds} * 1000;

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;  // which takes terabytes of address space, and system calls of its own
#else
constexpr bool sanitized = false;
#endif

void limit(__rlimit_resource resource, rlim_t most)
{
    const rlimit both{.rlim_cur = most, .rlim_max = most};
    if (setrlimit(resource, &both) != 0) throw std::runtime_error("a limit of the process cannot be set");
}

/// From here on a program can compute, and answer. Throws std::runtime_error when that cannot be made sure.
void give_up_rights()
{
    // An endless one gives way to the lanes of others; much further back, a busy machine would let it starve.
    constexpr int step_back = 5;
    std::ignore = nice(step_back);
    prctl(PR_SET_DUMPABLE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 1);
    limit(RLIMIT_FSIZE, 0);
    if constexpr (sanitized) return;
    limit(RLIMIT_DATA, most_memory);
    const auto filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool complete = filter != nullptr;
    for (const int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap),
                           SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(setitimer),
                           SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group)})
        complete = complete && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
    complete = complete && seccomp_load(filter) == 0;
    seccomp_release(filter);
    if (!complete) throw std::runtime_error("its system calls cannot be restricted");
}

/// Processor time from now on; the signal that ends it kills.
void allow(suseconds_t microseconds)
{
    const itimerval once{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = microseconds}};
    setitimer(ITIMER_PROF, &once, nullptr);
}

/// False at the end of the channel.
bool read_exactly(char* into, std::size_t size)
{
    while (size > 0) {
        const auto got = ::read(channel, into, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

std::optional<std::string> read_frame()
{
    FrameLength length = 0;
    if (!read_exactly(reinterpret_cast<char*>(&length), sizeof length)) return std::nullopt;
    std::string text(length, '\0');
    if (!read_exactly(text.data(), text.size())) return std::nullopt;
    return text;
}

bool write_frame(std::string_view text)
{
    const auto length = static_cast<FrameLength>(text.size());
    std::string frame(reinterpret_cast<const char*>(&length), sizeof length);
    frame += text;
    for (std::string_view rest = frame; !rest.empty();) {
        const auto sent = ::write(channel, rest.data(), rest.size());
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string text_of(jv string)
{
    std::string text(jv_string_value(string),
                     static_cast<std::size_t>(jv_string_length_bytes(jv_copy(string))));
    jv_free(string);
    return text;
}

/// Of a value that is not valid: why.
std::string reason_of(jv invalid)
{
    jv message = jv_invalid_get_msg(invalid);
    return jv_get_kind(message) == JV_KIND_STRING ? text_of(message) : text_of(jv_dump_string(message, 0));
}

/// What a program throws.
struct Failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

class Jq
{
  public:
    /// Throws Failure when it does not compile.
    explicit Jq(const std::string& program) : jq_(jq_init())
    {
        if (jq_ == nullptr) throw Failure("jq cannot start");
        jq_set_error_cb(jq_, note_error, &errors_);
        // jq 1.6 leaves these without a value.
        jq_set_debug_cb(jq_, ignore, nullptr);
        jq_set_input_cb(jq_, no_input, nullptr);
        // Alone first: what is wrong is then told with the lines that the configuration has.
        compile(program);
        // The same event must make the same bytes on every attempt.
        compile("def now: error(\"now is not the same on every attempt; the event has .timestamp\"); " +
                program);
    }
    ~Jq() { jq_teardown(&jq_); }
    Jq(const Jq&) = delete;
    Jq& operator=(const Jq&) = delete;

    /// The one value, as text. Throws Failure.
    std::string apply(const std::string& json, bool raw)
    {
        jv input = jv_parse_sized(json.data(), static_cast<int>(json.size()));
        if (!jv_is_valid(input)) throw Failure("the event cannot be read: " + reason_of(input));
        jq_start(jq_, input, 0);
        jv value = next();
        if (!jv_is_valid(value)) {
            jv_free(value);
            throw Failure("it gives no value");
        }
        auto text =
            raw && jv_get_kind(value) == JV_KIND_STRING ? text_of(value) : text_of(jv_dump_string(value, 0));
        jv another = next();
        const bool several = jv_is_valid(another);
        jv_free(another);
        if (several) throw Failure("it gives more than one value");
        return text;
    }

  private:
    static jv no_input(jq_state* /*jq*/, void* /*none*/) { return jv_invalid(); }
    static void ignore(void* /*none*/, jv message) { jv_free(message); }

    static void note_error(void* errors, jv message)
    {
        *static_cast<std::string*>(errors) += text_of(jq_format_error(message)) + '\n';
    }

    void compile(const std::string& program)
    {
        errors_.clear();
        if (jq_compile(jq_, program.c_str()) != 0) return;
        std::string_view first = std::string_view(errors_).substr(0, errors_.find('\n'));
        constexpr std::string_view prefix = "jq: error: ";
        if (first.starts_with(prefix)) first.remove_prefix(prefix.size());
        while (first.ends_with(':') || first.ends_with(' '))
            first.remove_suffix(1);
        throw Failure(std::string(first));
    }

    /// Invalid when there is none any more.
    jv next()
    {
        jv value = jq_next(jq_);
        if (jq_halted(jq_) != 0) {
            jv_free(value);
            throw Failure("it halts");
        }
        if (jv_is_valid(value) || jv_invalid_has_msg(jv_copy(value)) == 0) return value;
        auto reason = reason_of(value);
        // In the words of jq 1.6, and of 1.7.
        const bool wants_input = reason == "break" || reason == "No more inputs";
        throw Failure(wants_input ? "it asks for another input, and there is none" : reason);
    }

    jq_state* jq_;
    std::string errors_;
};

class Worker
{
  public:
    explicit Worker(std::string program) : program_(std::move(program)) {}

    std::string answer(const std::string& json)
    {
        allow(most_time);
        try {
            if (!jq_) jq_.emplace(program_.substr(1));
        } catch (const Failure& failure) {
            return not_runnable + std::string(failure.what());
        }
        if (json.empty()) return {result};
        try {
            auto text = jq_->apply(json, program_.front() == raw);
            if (text.size() < longest_answer) return result + std::move(text);
            return fmt::format("{}it gives more than {} MiB", failure, longest_answer >> 20U);
        } catch (const Failure& thrown) {
            return failure + std::string(thrown.what());
        }
    }

  private:
    std::string program_;
    std::optional<Jq> jq_;
};

}  // namespace

int run_worker()
{
    std::string refusal;
    try {
        give_up_rights();
    } catch (const std::exception& failed) {
        refusal = not_runnable + std::string("jq is not run, because ") + failed.what();
    }
    auto program = read_frame();
    if (!program || program->empty()) return 1;
    Worker worker(std::move(*program));
    while (const auto json = read_frame()) {
        const auto answer = refusal.empty() ? worker.answer(*json) : refusal;
        allow(0);
        if (!write_frame(answer)) return 1;
    }
    return 0;
}

}  // namespace webhookd::jq
