// Files that a user has named.
#pragma once

#include <string>

namespace vchat::glib {

/// All of it. Reentrant. @throws util::UsageError with the name and why it cannot be read.
[[nodiscard]] std::string read_file(const std::string& file);

}  // namespace vchat::glib
