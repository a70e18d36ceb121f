// How sound is encoded in each kind of file.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "recording/container.hpp"

namespace vchat::recording {

/// Takes raw audio of any layout; `bitrate` in bit/s. Reentrant. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_sound_encoder(Container container, int bitrate);

}  // namespace vchat::recording
