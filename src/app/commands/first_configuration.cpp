// The template, and a file that is made with O_EXCL and removed again when it cannot be written whole.

#include "app/commands/first_configuration.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "app/commands/command_error.hpp"
#include "app/commands/options.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::app {

namespace {

constexpr auto account = "openboxes-webhooks";

/// A double-quoted scalar of YAML: JSON's strings are a subset of those.
std::string quoted(const std::string& text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string secret_value(const std::string& text)
{
    if (text.starts_with('@'))
        return fmt::format("{{file: {}}}", quoted(std::filesystem::absolute(text.substr(1)).string()));
    if (text.starts_with("env:")) return fmt::format("{{env: {}}}", quoted(text.substr(4)));
    return quoted(text);
}

std::string event_list(const std::vector<std::string>& events)
{
    std::string list;
    for (const auto& event : events)
        list += (list.empty() ? "" : ", ") + quoted(event);
    return list;
}

std::string problem_with(const std::string& path, int error)
{
    return fmt::format("cannot write {}: {}", path, std::generic_category().message(error));
}

class File
{
  public:
    explicit File(const std::string& path)
        : path_(path), descriptor_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0) throw CommandError(exit_failed, problem_with(path_, errno));
    }
    ~File() { close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view text) const
    {
        while (!text.empty()) {
            const auto written = ::write(descriptor_, text.data(), text.size());
            check(written < 0 ? -1 : 0);
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        check(fsync(descriptor_));
    }

    void give_to(const passwd& owner) const { check(fchown(descriptor_, owner.pw_uid, owner.pw_gid)); }

  private:
    /// Half a configuration is worse than none.
    void check(int result) const
    {
        if (result == 0) return;
        const int error = errno;
        unlink(path_.c_str());
        throw CommandError(exit_failed, problem_with(path_, error));
    }

    const std::string& path_;
    int descriptor_;
};

}  // namespace

bool belongs_to_the_service(const std::string& path)
{
    return path == CommonOptions().config_path;
}

std::string first_configuration(const FirstAnswers& answers, const std::string& path)
{
    auto text = fmt::format(
        R"(# Written by `openboxes-webhookd init`. Every other key: man openboxes-webhooks.yaml
openboxes:
  url: {}
  username: {}   # the role Browser is enough
  password: {}   # or {{file: PATH}}, {{env: NAME}}, {{credential: NAME}}
subscribers:
  - name: {}   # what `status` calls it
    url: {}
    secret: {}   # it verifies signatures with this
    events: [{}]   # all types: openboxes-webhookd schema
)",
        quoted(answers.url), quoted(answers.username), secret_value(answers.password),
        quoted(answers.subscriber), quoted(answers.subscriber_url), secret_value(answers.secret),
        event_list(answers.events));
    if (answers.subscriber_url.starts_with("http:"))
        text += "    allow_http: true   # anybody on the way can read the events\n";
    if (answers.allow_private_addresses)
        text += "    allow_private_addresses: true   # it stands in the network of this machine\n";
    if (!belongs_to_the_service(path)) {
        text +=
            "store: {path: state.db}   # beside this file, as the socket for commands\n"
            "control: {socket: control.sock}\n";
    }
    return text;
}

void refuse_to_overwrite(const std::string& path)
{
    std::error_code unreadable;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, unreadable))) return;
    throw CommandError(exit_failed, fmt::format("{} exists and is not overwritten: move it away, or write "
                                                "to another file with --config FILE",
                                                path));
}

void write_first_configuration(const std::string& path, const std::string& text)
{
    const auto folder = std::filesystem::absolute(path).parent_path();
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    const File file(path);
    file.write(text);
    const auto* owner = geteuid() == 0 && belongs_to_the_service(path) ? getpwnam(account) : nullptr;
    if (owner != nullptr) file.give_to(*owner);
}

}  // namespace webhookd::app
