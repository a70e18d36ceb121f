// What can be shared here by name.
#pragma once

#include <vector>

#include "media/devices.hpp"

namespace vchat::screen {

/// The monitors and the windows of the X server, if there is one; what asks a Wayland desktop cannot be listed. Blocks
/// for some ms; reentrant.
[[nodiscard]] std::vector<media::Device> list_screens();

}  // namespace vchat::screen
