// Opus for voices.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// An encoder with the pads "sink" (S16LE, mono, 48 kHz) and "src" (Opus packets of 10 ms; while it is
/// silent only two or three a second). Reentrant.
/// @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_audio_encoder();

}  // namespace vchat::media
