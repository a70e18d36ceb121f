// Video encoders for calls: no frame is held back, and keyframes come when they are asked for.
#pragma once

#include <span>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "util/video_codec.hpp"

namespace vchat::media {

/// What a picture shows: faces move and may be soft for a moment, text has to be sharp and stands still mostly.
enum class Content { camera, screen };

struct VideoEncoderOptions {
  int width = 640;          // pixels, what is expected; it may differ in the end
  int height = 360;         // pixels
  int framerate = 30;       // a second
  int bitrate = 1'000'000;  // bit/s
  Content content = Content::camera;
};

/// A way to encode a codec, which may or may not work here. What it makes has the pads "sink" (video/x-raw, I420) and
/// "src": whole VP8 frames, or H.264 access units as a byte-stream, constrained baseline, SPS and PPS in front of each
/// IDR.
struct VideoEncoder {
  util::VideoCodec codec;
  const char* factory;
  const char* name;                                                      // for people
  glib::RefPtr<GstElement> (*make)(const VideoEncoderOptions& options);  // @throws util::MissingElementError
  /// Changes the bitrate (bit/s) of a running one, which make() gave.
  void (*set_bitrate)(GstElement* encoder, int bitrate);
  /// Likewise how coarse its pictures are at least, from 0 to 1. Absent where that cannot be changed.
  void (*set_coarseness)(GstElement* encoder, double coarseness) = nullptr;
};

/// The next picture that goes into `encoder`, which some make() gave, becomes a keyframe. Thread-safe.
void force_keyframe(GstElement* encoder);

/// All that vchat knows, the better ones of a codec first; probe one with codec_probe.hpp before relying on it.
[[nodiscard]] std::span<const VideoEncoder> video_encoders();

}  // namespace vchat::media
