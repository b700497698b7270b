// Holds no logic: what it calls is in the library of the module, where tests reach it.

#include <string_view>

#include "app/command_line.hpp"
#include "webhookd/jq/worker.hpp"

int main(int argc, char** argv)
{
    // Started by the daemon itself.
    if (argc == 2 && std::string_view(argv[1]) == webhookd::jq::worker_argument)
        return webhookd::jq::run_worker();
    return webhookd::app::run_command_line(argc, argv);
}
