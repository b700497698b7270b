// Holds no logic: what it calls is in the library of the module, where tests reach it.

#include "app/command_line.hpp"

int main(int argc, char** argv)
{
    return webhookd::app::run_command_line(argc, argv);
}
