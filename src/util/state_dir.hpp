// The folder for what outlives a run of the server, and private files in it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace vchat::util {

/// `given` (--state-dir) if it is not empty, else $STATE_DIRECTORY (the first, as systemd sets it), else
/// $XDG_STATE_HOME/vchat, else ~/.local/state/vchat. Made with mode 0700 if it is missing. Reentrant.
/// @throws Error that says why it cannot be had.
[[nodiscard]] std::filesystem::path state_dir(const std::string& given = {});

/// Writes a file that only its owner may read (0600), whole or not at all. Reentrant. @throws Error
void write_private(const std::filesystem::path& path, const std::string& content);

/// What a file holds; it is written with what `make` returns if it is missing. Reentrant. @throws Error
[[nodiscard]] std::string read_or_make(const std::filesystem::path& path, const std::function<std::string()>& make);

}  // namespace vchat::util
