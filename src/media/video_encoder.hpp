// Video encoders for calls: no frame is held back, and keyframes come when they are asked for.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "util/video_codec.hpp"

namespace vchat::media {

struct VideoEncoderOptions {
  int width = 640;          // pixels, what is expected; it may differ in the end
  int height = 360;         // pixels
  int framerate = 30;       // a second
  int bitrate = 1'000'000;  // bit/s
};

/// An encoder with the pads "sink" (video/x-raw, I420) and "src": whole VP8 frames, or H.264 access units as a
/// byte-stream, constrained baseline, SPS and PPS in front of each IDR. Reentrant.
/// @throws util::MissingElementError if no encoder of that codec is installed.
[[nodiscard]] glib::RefPtr<GstElement> make_video_encoder(util::VideoCodec codec, const VideoEncoderOptions& options);

}  // namespace vchat::media
