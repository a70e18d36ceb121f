#include "media/video_encoder.hpp"

#include <thread>

#include "media/element.hpp"

namespace vchat::media {

namespace {

constexpr const char* h264_output = "video/x-h264,stream-format=byte-stream,alignment=au,profile=constrained-baseline";

/// More threads shorten the time a frame takes only where a picture is large and there are cores to spare for it.
int useful_threads(const VideoEncoderOptions& options) {
  const auto cores = std::thread::hardware_concurrency();
  return options.width * options.height > 640 * 480 && cores >= 4 ? 2 : 1;
}

glib::RefPtr<GstElement> make_vp8_encoder(const VideoEncoderOptions& options) {
  auto encoder = make_element("vp8enc");
  g_object_set(encoder.get(), "deadline", gint64{1}, "cpu-used", 8, "threads", useful_threads(options), "lag-in-frames",
               0, "target-bitrate", options.bitrate, "keyframe-max-dist", 3000, "static-threshold", 1,
               // A large keyframe is many packets at once and late: at most 4.5 frames' worth of bits.
               "max-intra-bitrate", 450, "buffer-size", 1000, "buffer-initial-size", 500, "buffer-optimal-size", 600,
               "undershoot", 100, "overshoot", 15, "min-quantizer", 2, "max-quantizer", 56, nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "end-usage", "cbr");
  return encoder;
}

glib::RefPtr<GstElement> make_x264_encoder(const VideoEncoderOptions& options) {
  auto encoder = make_element("x264enc");
  g_object_set(encoder.get(), "bitrate", static_cast<guint>(options.bitrate / 1000), "key-int-max", 3000U, "bframes",
               0U, "threads", static_cast<guint>(useful_threads(options)), "vbv-buf-capacity", 300U, "aud", FALSE,
               nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "tune", "zerolatency");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "speed-preset", "superfast");
  return make_chain({encoder, make_caps_filter(h264_output)});
}

}  // namespace

glib::RefPtr<GstElement> make_video_encoder(util::VideoCodec codec, const VideoEncoderOptions& options) {
  return codec == util::VideoCodec::vp8 ? make_vp8_encoder(options) : make_x264_encoder(options);
}

}  // namespace vchat::media
