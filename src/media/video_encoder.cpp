#include "media/video_encoder.hpp"

#include <array>
#include <string>
#include <thread>

#include <gst/video/video.h>

#include "media/element.hpp"

namespace vchat::media {

namespace {

constexpr const char* h264_output = "video/x-h264,stream-format=byte-stream,alignment=au,profile=constrained-baseline";

constexpr int finest_quantizer = 2;  // of VP8's 0 to 63
constexpr int coarsest_quantizer = 56;

bool is_screen(const VideoEncoderOptions& options) {
  return options.content == Content::screen;
}

/// More threads shorten the time a frame takes only where a picture is large and there are cores to spare for it.
int useful_threads(const VideoEncoderOptions& options) {
  const auto cores = std::thread::hardware_concurrency();
  return options.width * options.height > 640 * 480 && cores >= 4 ? 2 : 1;
}

glib::RefPtr<GstElement> make_vp8_encoder(const VideoEncoderOptions& options) {
  auto encoder = make_element("vp8enc");
  g_object_set(encoder.get(), "deadline", gint64{1}, "cpu-used", 8, "threads", useful_threads(options), "lag-in-frames",
               0, "target-bitrate", options.bitrate, "keyframe-max-dist", 3000, "static-threshold", 1,
               // A large keyframe is many packets at once and late: at most 4.5 frames' worth of bits. And where the
               // buffer is not small, the encoder goes on for most of a second before it follows a lower bitrate.
               "max-intra-bitrate", 450, "buffer-size", 200, "buffer-initial-size", 120, "buffer-optimal-size", 150,
               "undershoot", 100, "dropframe-threshold", 30, "overshoot", 15, "min-quantizer", finest_quantizer,
               "max-quantizer", coarsest_quantizer, nullptr);
  if (is_screen(options)) {
    // Nearly nothing changes from one picture to the next, so a keyframe may take its time, and what is worth sending
    // at all is worth sending sharp. (vp8enc 1.22 does not pass libvpx's screen content mode on.)
    g_object_set(encoder.get(), "max-intra-bitrate", 1500, "buffer-size", 600, "buffer-initial-size", 300,
                 "buffer-optimal-size", 400, "dropframe-threshold", 0, "min-quantizer", 4, "max-quantizer", 48,
                 "cpu-used", 6, "static-threshold", 0, nullptr);
  }
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
  // A keyframe of text is many times an ordinary frame; with the small buffer of a camera it would be mush.
  if (is_screen(options)) g_object_set(encoder.get(), "vbv-buf-capacity", 1500U, "qp-max", 38U, nullptr);
  return make_chain({encoder, make_caps_filter(h264_output)});
}

glib::RefPtr<GstElement> make_openh264_encoder(const VideoEncoderOptions& options) {
  auto encoder = make_element("openh264enc");
  g_object_set(encoder.get(), "bitrate", static_cast<guint>(options.bitrate), "gop-size", 3000U, "multi-thread",
               static_cast<guint>(useful_threads(options)), nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "usage-type", is_screen(options) ? "screen" : "camera");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "rate-control", "bitrate");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "complexity", "low");
  return make_chain({encoder, make_caps_filter(h264_output)});
}

glib::RefPtr<GstElement> make_v4l2_encoder(const VideoEncoderOptions& options) {
  auto encoder = make_element("v4l2h264enc");
  // GStreamer 1.22.0 does not pass a request for a keyframe on to the device, so one comes every second.
  const auto controls = "controls,repeat_sequence_header=1,video_bitrate=" + std::to_string(options.bitrate) +
                        ",h264_i_frame_period=" + std::to_string(options.framerate);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "extra-controls", controls.c_str());
  return make_chain({encoder, make_caps_filter(std::string(h264_output) + ",level=(string)4")});
}

void set_vp8_bitrate(GstElement* encoder, int bitrate) {
  g_object_set(find_element(encoder, "vp8enc").get(), "target-bitrate", bitrate, nullptr);
}

void set_vp8_coarseness(GstElement* encoder, double coarseness) {
  const int least = finest_quantizer + static_cast<int>(coarseness * (coarsest_quantizer - finest_quantizer));
  g_object_set(find_element(encoder, "vp8enc").get(), "min-quantizer", least, nullptr);
}

void set_x264_bitrate(GstElement* encoder, int bitrate) {
  g_object_set(find_element(encoder, "x264enc").get(), "bitrate", static_cast<guint>(bitrate / 1000), nullptr);
}

void set_openh264_bitrate(GstElement* encoder, int bitrate) {
  g_object_set(find_element(encoder, "openh264enc").get(), "bitrate", static_cast<guint>(bitrate), nullptr);
}

void set_v4l2_bitrate(GstElement* encoder, int bitrate) {
  const auto controls = "controls,video_bitrate=" + std::to_string(bitrate);
  gst_util_set_object_arg(G_OBJECT(find_element(encoder, "v4l2h264enc").get()), "extra-controls", controls.c_str());
}

using util::VideoCodec;

constexpr std::array encoders{
    VideoEncoder{VideoCodec::vp8, "vp8enc", "libvpx", &make_vp8_encoder, &set_vp8_bitrate, &set_vp8_coarseness},
    VideoEncoder{VideoCodec::h264, "v4l2h264enc", "hardware (V4L2)", &make_v4l2_encoder, &set_v4l2_bitrate},
    VideoEncoder{VideoCodec::h264, "x264enc", "x264", &make_x264_encoder, &set_x264_bitrate},
    VideoEncoder{VideoCodec::h264, "openh264enc", "OpenH264", &make_openh264_encoder, &set_openh264_bitrate},
};

}  // namespace

void force_keyframe(GstElement* encoder) {
  auto pad = glib::adopt(gst_element_get_static_pad(encoder, "src"));
  gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

std::span<const VideoEncoder> video_encoders() {
  return encoders;
}

}  // namespace vchat::media
