#pragma once
// Takes the command line apart by the tables of commands and options, and runs the command.

#include "base/error.h"

namespace sparkify {

ExitCode run_command_line(int argc, char** argv);

}  // namespace sparkify
