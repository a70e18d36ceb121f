// The TURN servers of `vchat serve` that share a secret with it.
#pragma once

#include <CLI/CLI.hpp>

#include "server/ice_servers.hpp"

namespace vchat::cli {

/// What was written.
struct TurnOptions {
  std::vector<std::string> urls;
  std::string secret_file;
  std::string lifetime = "12h";
};

/// `options` must live as long as `app`.
void add_turn_options(CLI::App& app, TurnOptions& options);

/// Reads the file with the secret.
/// @throws util::UsageError if one option goes without the other, util::Error (exit code 5) for a file of no use.
[[nodiscard]] server::TurnConfig turn_config(const TurnOptions& options);

}  // namespace vchat::cli
