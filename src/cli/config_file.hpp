// The configuration file: TOML with a section per subcommand, its keys named like the long options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace vchat::cli {

/// One `key = value`. `section` is empty above the first section; an array gives several values. `line` counts from 1.
struct ConfigEntry {
  std::string section;
  std::string key;
  std::vector<std::string> values;
  int line = 0;
  friend bool operator==(const ConfigEntry&, const ConfigEntry&) = default;
};

/// Reads what vchat needs of TOML 1.0: `[section]`, `#` comments, and keys with strings ("…" with escapes, '…'),
/// numbers, booleans and arrays of these on one line. `file` is for messages. Reentrant. @throws util::UsageError
/// naming file and line.
[[nodiscard]] std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& file);

/// Gives the options of `app` and of its chosen subcommand what the file says, where neither the command line nor the
/// environment has. Call after app.parse(). The sections of other subcommands are checked for unknown keys too.
/// A file that does not exist is fine. @throws util::UsageError naming file, line and key.
void apply_config(CLI::App& app, const std::string& file);

/// $XDG_CONFIG_HOME/vchat/config.toml.
[[nodiscard]] std::string default_config_file();

}  // namespace vchat::cli
