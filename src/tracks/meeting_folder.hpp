// A folder with a recording in tracks.
#pragma once

#include <string>

#include "tracks/meeting.hpp"

namespace vchat::tracks {

/// What its meeting.json says. Reentrant. @throws util::DeviceError if it is not there; util::Error as parse_meeting().
[[nodiscard]] Meeting read_meeting(const std::string& folder);

/// Whether `file`, which need not be there, lies in the folder, which is: by its name, or by where that leads.
/// Reentrant.
[[nodiscard]] bool lies_in(const std::string& folder, const std::string& file);

}  // namespace vchat::tracks
