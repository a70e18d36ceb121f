// Secrets that come from files, the environment or the terminal, never from the command line.
#pragma once

#include <string>

namespace vchat::cli {

/// The content of a file without the newline at its end, which editors put there. @throws util::UsageError
[[nodiscard]] std::string read_secret_file(const std::string& file);

/// A new password: from a terminal asked for twice and not shown, else the first line of standard input.
/// @throws util::UsageError if there is none or the two differ, util::Error if a signal ends the question.
[[nodiscard]] std::string ask_new_password();

}  // namespace vchat::cli
