// Says when there is no state file yet; all else is for open_read_only() to say.

#include "app/commands/state_file.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "app/commands/command_error.hpp"

namespace webhookd::app {

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

}  // namespace webhookd::app
