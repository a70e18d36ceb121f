// Which part of an X server's screen a target is.
#pragma once

#include "screen/target.hpp"
#include "screen/x11.hpp"

namespace vchat::screen {

struct Place {
  xcb_window_t window = 0;  // the root for all but a single window
  media::Rect part;         // of the root; empty: the whole window, whatever its size
  std::string what;         // for people: "the window 'Notes'"
};

/// For the kinds automatic, monitor, window, named and region. A monitor comes before a window of that name; of windows
/// the one with exactly that title, or else the only one that has it as a part of its own.
/// @throws util::DeviceError if there is none, or there are several, saying what there is
[[nodiscard]] Place find_place(const X11& x11, const Target& target);

}  // namespace vchat::screen
