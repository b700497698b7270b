#pragma once
// The command line: reads the arguments, runs the command chosen, and turns its end into an
// exit status. What a command does lives in commands/, one file per family.

namespace webhookd::app {

/// Runs the command named by the arguments. Returns the exit status: 0 it worked, 1 it failed, 2 bad usage or
/// configuration. Throws nothing.
int run_command_line(int argc, char** argv);

}  // namespace webhookd::app
