// What --screen and /screen on name.
#pragma once

#include <string>

#include "media/canvas.hpp"

namespace vchat::screen {

constexpr int largest_side = 16384;  // pixels that can be shared, across and down

struct Target {
  enum class Kind { none, automatic, monitor, window, named, region, portal, test, file, description };
  Kind kind = Kind::automatic;
  std::string value;   // number or name of a monitor, id or title of a window, either of them, path or description
  media::Rect region;  // of the whole screen, in pixels
  friend bool operator==(const Target&, const Target&) = default;
};

/// As vchat-join(1) says; empty is `auto`. Reentrant. @throws util::UsageError
[[nodiscard]] Target parse_target(const std::string& text);

}  // namespace vchat::screen
