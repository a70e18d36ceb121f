// The key of resume tokens, kept so that a restart is survived.
#pragma once

#include <string>

namespace vchat::server {

/// 32 bytes from `resume.key` in util::state_dir(state_dir), made there at first. If the file cannot be had, warns and
/// makes a key for this run only. Reentrant.
[[nodiscard]] std::string resume_key(const std::string& state_dir);

}  // namespace vchat::server
