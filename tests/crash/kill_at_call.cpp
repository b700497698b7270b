// kill_at_call CALL NUMBER COMMAND...: becomes COMMAND, which a tracer kills (SIGKILL) as it enters its
// NUMBER-th system call CALL; the call itself is not done. strace can inject a kill too, but counts each
// thread by itself: the fifth call of one thread would hide the fifth of another. Here all threads share one
// count, so that the numbers 1, 2, 3… reach every call of every thread.

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace {

#ifdef SYS_unlink
constexpr long unlink_number = SYS_unlink, access_number = SYS_access, chmod_number = SYS_chmod;
#else  // arm64 has only the younger forms, which glibc calls there
constexpr long unlink_number = SYS_unlinkat, access_number = SYS_faccessat, chmod_number = SYS_fchmodat;
#endif

const std::map<std::string, long> call_numbers{
    {"openat", SYS_openat},         {"read", SYS_read},
    {"write", SYS_write},           {"pread64", SYS_pread64},
    {"pwrite64", SYS_pwrite64},     {"fdatasync", SYS_fdatasync},
    {"ftruncate", SYS_ftruncate},   {"unlink", unlink_number},
    {"fcntl", SYS_fcntl},           {"flock", SYS_flock},
    {"newfstatat", SYS_newfstatat}, {"access", access_number},
    {"chmod", chmod_number},        {"fchown", SYS_fchown},
    {"ioctl", SYS_ioctl},           {"close", SYS_close},
    {"socket", SYS_socket},         {"bind", SYS_bind},
    {"listen", SYS_listen},         {"accept", SYS_accept},
    {"connect", SYS_connect},       {"setsockopt", SYS_setsockopt},
    {"getsockopt", SYS_getsockopt}, {"shutdown", SYS_shutdown},
    {"sendto", SYS_sendto},         {"sendmsg", SYS_sendmsg},
    {"recvfrom", SYS_recvfrom},
};

[[noreturn]] void fail(const char* what)
{
    std::perror(what);
    std::_Exit(EXIT_FAILURE);
}

/// Whether the thread stands at the entry of system call `call`, not at its return or at another one.
bool enters(pid_t thread, long call)
{
    __ptrace_syscall_info info{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) return false;
    return info.op == PTRACE_SYSCALL_INFO_ENTRY && static_cast<long>(info.entry.nr) == call;
}

/// Lets the process and its threads run from one system call to the next until they have ended.
void trace(pid_t process, long call, long number)
{
    int status = 0;
    for (pid_t thread = 0; (thread = waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) continue;
        const bool at_system_call = WSTOPSIG(status) == (SIGTRAP | 0x80);  // PTRACE_O_TRACESYSGOOD
        const bool has_signal = !at_system_call && status >> 16 == 0;      // else an event of ptrace itself
        if (at_system_call && enters(thread, call) && --number == 0) kill(process, SIGKILL);
        ptrace(PTRACE_SYSCALL, thread, nullptr, has_signal ? WSTOPSIG(status) : 0);
    }
}

/// Starts the tracer of this process: a grandchild, so that COMMAND stays the direct child of whoever started
/// it and finds no child of its own. Returns once everything this process does is traced.
void start_tracer(long call, long number)
{
    const pid_t process = getpid();
    int ready[2];
    if (pipe(ready) != 0) fail("pipe");
    const pid_t child = fork();
    if (child == -1) fail("fork");
    if (child == 0) {
        if (fork() != 0) std::_Exit(EXIT_SUCCESS);
        constexpr long options = PTRACE_O_TRACECLONE | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
        if (ptrace(PTRACE_SEIZE, process, nullptr, options) != 0) fail("ptrace");
        if (ptrace(PTRACE_INTERRUPT, process, nullptr, nullptr) != 0) fail("ptrace");
        if (write(ready[1], "", 1) != 1) fail("write");
        close(ready[0]);
        close(ready[1]);
        trace(process, call, number);
        std::_Exit(EXIT_SUCCESS);
    }
    waitpid(child, nullptr, 0);
    char byte = 0;
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1) std::_Exit(EXIT_FAILURE);
    close(ready[0]);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 4 || !call_numbers.contains(argv[1])) {
        std::fputs("usage: kill_at_call CALL NUMBER COMMAND...\n", stderr);
        return 2;
    }
    start_tracer(call_numbers.at(argv[1]), std::atol(argv[2]));
    execvp(argv[3], argv + 3);
    fail(argv[3]);
}
