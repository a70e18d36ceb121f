// A GStreamer source of what an X server shows.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "screen/target.hpp"

namespace vchat::screen {

/// Gives BGRx at its pad "src" whenever the picture has changed, at most `framerate` times a second, under running
/// time; the size follows the window's. Posts an error of the domain GST_RESOURCE_ERROR when what it shows is gone.
/// Thread-bound to the main context.
/// @throws util::DeviceError, util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_x11_source(const Target& target, int framerate);

}  // namespace vchat::screen
