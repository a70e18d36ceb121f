// Video decoders that hand out each frame at once.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "util/video_codec.hpp"

namespace vchat::media {

/// A decoder with the pads "sink" (video/x-vp8, or video/x-h264 as a byte-stream or avc in access units) and "src" (raw
/// video). It adds no frame of delay. Reentrant.
/// @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_decoder(util::VideoCodec codec);

}  // namespace vchat::media
