// The rooms file: a group a room, in the format of GKeyFile.
#pragma once

#include <string>

#include "room/configured_rooms.hpp"

namespace vchat::server {

/// Reads a rooms file as vchat-serve(1) describes it; `[*]` says what counts for rooms made on demand. `file` is for
/// messages. Reentrant. @throws util::UsageError naming file, line and reason; never with a value in it.
[[nodiscard]] room::ConfiguredRooms parse_rooms(const std::string& text, const std::string& file);

/// parse_rooms() of a file. @throws util::UsageError also if it cannot be read.
[[nodiscard]] room::ConfiguredRooms read_rooms_file(const std::string& file);

}  // namespace vchat::server
