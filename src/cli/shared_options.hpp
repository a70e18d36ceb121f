// Options that several subcommands have.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace vchat::cli {

inline constexpr const char* default_server = "http://127.0.0.1:8080";

/// `--server URL` (VCHAT_SERVER): an http or https URL without a path, stored in `server` without a trailing slash.
CLI::Option* add_server_option(CLI::App& app, std::string& server);

/// `--json`.
CLI::Option* add_json_option(CLI::App& app, bool& json);

}  // namespace vchat::cli
