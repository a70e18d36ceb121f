// The command line of vchat.
#pragma once

#include "util/error.hpp"

namespace vchat::cli {

/// Parses the options (command line, environment, configuration file, in that order of precedence) and runs the
/// subcommand. @throws util::Error and what derives from it, with the exit code to end with.
util::ExitCode run(int argc, char** argv);

}  // namespace vchat::cli
