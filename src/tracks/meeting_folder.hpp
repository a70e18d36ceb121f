// A folder with a recording in tracks.
#pragma once

#include <string>

#include "tracks/meeting.hpp"

namespace vchat::tracks {

/// What its meeting.json says. Reentrant. @throws util::DeviceError if it is not there; util::Error as parse_meeting().
[[nodiscard]] Meeting read_meeting(const std::string& folder);

}  // namespace vchat::tracks
