// The subcommands: each adds its options to the command line and says what is to run.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "util/error.hpp"

namespace vchat::cli {

/// What the chosen subcommand does once every option has its value. @throws util::Error and what derives from it.
using Action = std::function<util::ExitCode()>;

// Each adds one subcommand to `app`, whose callback sets `action` if it was chosen. Values that depend on nothing else
// are checked by validators, so that a wrong one is named before anything runs; options of one long name may come from
// the configuration file under that name, and from the environment where they carry an envname().
void add_serve(CLI::App& app, Action& action);
void add_join(CLI::App& app, Action& action);
void add_list_rooms(CLI::App& app, Action& action);
void add_list_devices(CLI::App& app, Action& action);
void add_hash_password(CLI::App& app, Action& action);
void add_token(CLI::App& app, Action& action);
void add_compose(CLI::App& app, Action& action);

}  // namespace vchat::cli
