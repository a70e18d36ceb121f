// A folder for a recording, which never mixes with what is there.
#pragma once

#include <string>

namespace vchat::tracks {

/// Makes `name`, with those above it, or takes it if it is there and empty; if there is something in it, the same with
/// the first number that is free: "name-2", "name-3"… Reentrant.
/// @returns which one it is. @throws util::DeviceError
[[nodiscard]] std::string new_folder(const std::string& name);

}  // namespace vchat::tracks
