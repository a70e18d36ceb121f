// Which sink shows a picture on this machine.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// What there is to draw on.
enum class Screen { none, x11_software, x11_hardware, wayland, console };

/// Looks at the environment, the X server and /dev/dri. Reentrant.
[[nodiscard]] Screen find_screen();

/// The sink for it, set to show each picture at once; never OpenGL in software where ximagesink does. Nothing for
/// Screen::none. Reentrant.
/// @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_display_sink(Screen screen);

}  // namespace vchat::media
