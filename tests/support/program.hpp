#pragma once
// Runs the real program to its end and says what it printed, for tests of the command line.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "support/temp_dir.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::test {

struct Finished
{
    int status = -1;  ///< exit status; 128 + the signal's number when killed
    std::string out;
    std::string err;

    Json json() const { return Json::parse(out); }

    friend std::ostream& operator<<(std::ostream& stream, const Finished& finished)
    {
        return stream << "exit status " << finished.status << "\nstdout:\n"
                      << finished.out << "\nstderr:\n"
                      << finished.err;
    }
};

struct Invocation
{
    std::vector<std::string> arguments;
    std::string input = {};
    std::vector<std::pair<std::string, std::string>> environment = {};
    std::string program = WEBHOOKD_BINARY;
};

namespace program_detail {

inline std::string contents(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void attach(int descriptor, const std::string& path, int flags)
{
    const int file = open(path.c_str(), flags, 0600);
    if (file < 0 || dup2(file, descriptor) < 0) _exit(127);
    close(file);
}

[[noreturn]] inline void become(const Invocation& invocation, const TempDir& folder)
{
    attach(0, folder / "in", O_RDONLY);
    attach(1, folder / "out", O_WRONLY | O_CREAT | O_TRUNC);
    attach(2, folder / "err", O_WRONLY | O_CREAT | O_TRUNC);
    for (const auto& [name, value] : invocation.environment)
        setenv(name.c_str(), value.c_str(), 1);
    auto program = invocation.program;
    auto arguments = invocation.arguments;
    std::vector<char*> argv{program.data()};
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
}

}  // namespace program_detail

/// Runs the program until it ends. Files instead of pipes, so that neither side can block the other.
inline Finished run(const Invocation& invocation)
{
    const TempDir folder;
    folder.write("in", invocation.input);
    const pid_t child = fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) program_detail::become(invocation, folder);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, program_detail::contents(folder / "out"), program_detail::contents(folder / "err")};
}

inline Finished run(std::vector<std::string> arguments, std::string input = {})
{
    return run(Invocation{.arguments = std::move(arguments), .input = std::move(input)});
}

}  // namespace webhookd::test
