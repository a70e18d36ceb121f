// Which codecs really work here.
#pragma once

#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/video_encoder.hpp"

namespace vchat::media {

/// Encodes a few real frames with `encoder` (pads "sink" and "src"), then decodes them if there is a `decoder`; true if
/// as many come out within two seconds. Blocks; reentrant.
[[nodiscard]] bool passes_frames(const glib::RefPtr<GstElement>& encoder, const glib::RefPtr<GstElement>& decoder);

/// Those of video_encoders() that work here. Each is probed once in the life of the process; blocks for that time.
/// Thread-safe.
[[nodiscard]] std::vector<VideoEncoder> working_encoders();

/// The first of them for `codec`. Thread-safe.
/// @throws util::MissingElementError if there is none
[[nodiscard]] VideoEncoder working_encoder(util::VideoCodec codec);

}  // namespace vchat::media
