#include "tracks/compose_output.hpp"

#include <algorithm>
#include <thread>

#include <gst/app/gstappsrc.h>

#include "glib/error.hpp"
#include "media/element.hpp"
#include "media/raw_caps.hpp"
#include "recording/container.hpp"
#include "recording/sound_encoder.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

using media::make_caps_filter;
using media::make_element;

constexpr guint64 most_pictures = 8;  // that wait for the encoder
constexpr GstClockTime wait_step = 2 * GST_MSECOND;
constexpr int sound_bitrate = 64'000;  // bit/s
constexpr int seconds_between_keyframes = 2;
constexpr int most_vp8_threads = 8;

glib::RefPtr<GstElement> make_source(const glib::RefPtr<GstCaps>& caps) {
  auto source = make_element("appsrc");
  g_object_set(source.get(), "caps", caps.get(), "format", GST_FORMAT_TIME, "max-bytes", guint64{0}, nullptr);
  return source;
}

glib::RefPtr<GstElement> make_x264(const ComposeSize& size) {
  auto encoder = make_element("x264enc");
  g_object_set(encoder.get(), "quantizer", 23U, "key-int-max",
               static_cast<guint>(size.framerate * seconds_between_keyframes), nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "pass", "qual");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "speed-preset", "veryfast");
  return media::make_chain({encoder, make_caps_filter("video/x-h264,profile=high"), make_element("h264parse")});
}

glib::RefPtr<GstElement> make_openh264(const ComposeSize& size) {
  auto encoder = make_element("openh264enc");
  g_object_set(encoder.get(), "gop-size", static_cast<guint>(size.framerate * seconds_between_keyframes), nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "rate-control", "quality");
  return media::make_chain({encoder, make_element("h264parse")});
}

glib::RefPtr<GstElement> make_vp8(const ComposeSize& size) {
  auto encoder = make_element("vp8enc");
  const auto cores = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most_vp8_threads);
  g_object_set(encoder.get(), "deadline", gint64{1'000'000}, "cpu-used", 5, "threads", cores, "cq-level", 20,
               "target-bitrate", size.width * size.height * 5, "keyframe-max-dist",
               size.framerate * seconds_between_keyframes, nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "end-usage", "cq");
  return encoder;
}

glib::RefPtr<GstElement> make_picture_encoder(recording::Container container, const ComposeSize& size) {
  if (container == recording::Container::webm) return make_vp8(size);
  if (media::has_element("x264enc")) return make_x264(size);
  if (media::has_element("openh264enc")) return make_openh264(size);
  return container == recording::Container::mp4 ? make_x264(size) : make_vp8(size);
}

}  // namespace

ComposeOutput::ComposeOutput(int descriptor, const std::string& name, const ComposeSize& size)
    : pipeline_(glib::sink(gst_pipeline_new(nullptr))) {
  const auto container = recording::container_of(name);
  const auto picture_caps =
      glib::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, size.width,
                                      "height", G_TYPE_INT, size.height, "framerate", GST_TYPE_FRACTION, size.framerate,
                                      1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, nullptr));
  const auto sound_caps = glib::adopt(gst_caps_from_string(media::encoder_sound_caps));
  pictures_ = make_source(picture_caps);
  sound_ = make_source(sound_caps);
  const auto muxer = recording::make_muxer(container);
  const auto sink = make_element("fdsink");
  g_object_set(sink.get(), "fd", descriptor, "sync", FALSE, nullptr);
  const auto sound_encoder = recording::make_sound_encoder(container, sound_bitrate);
  const auto picture_chain =
      media::make_chain({make_element("videoconvert"), make_caps_filter(media::encoder_picture_caps),
                         make_picture_encoder(container, size), make_element("queue")});
  const auto sound_chain = media::make_chain({make_element("audioconvert"), sound_encoder, make_element("queue")});
  gst_bin_add_many(GST_BIN(pipeline_.get()), pictures_.get(), picture_chain.get(), sound_.get(), sound_chain.get(),
                   muxer.get(), sink.get(), nullptr);
  const bool linked = gst_element_link(pictures_.get(), picture_chain.get()) &&
                      gst_element_link(sound_.get(), sound_chain.get()) &&
                      gst_element_link_pads(picture_chain.get(), "src", muxer.get(), "video_%u") &&
                      gst_element_link_pads(sound_chain.get(), "src", muxer.get(), "audio_%u") &&
                      gst_element_link(muxer.get(), sink.get());
  if (!linked) throw util::Error("the encoders here do not go with such a file: " + name);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

ComposeOutput::~ComposeOutput() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void ComposeOutput::check(GstMessage* message) {
  if (!message || GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR) return;
  glib::GErrorPtr error;
  gst_message_parse_error(message, glib::out(error), nullptr);
  const bool full = g_error_matches(error.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT) != FALSE;
  throw util::Error(full ? "the disk is full" : error->message);
}

void ComposeOutput::push(const glib::RefPtr<GstElement>& source, glib::RefPtr<GstBuffer> buffer,
                         std::chrono::nanoseconds at) {
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(at.count());
  if (gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer.release()) != GST_FLOW_OK)
    throw util::Error("the encoder has stopped");
}

/// A source that blocks would do so for ever when what is behind it has failed.
void ComposeOutput::wait_for_room() {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  GstClockTime wait = 0;
  do {
    check(glib::adopt(gst_bus_timed_pop_filtered(bus.get(), wait, GST_MESSAGE_ERROR)).get());
    wait = wait_step;
  } while (gst_app_src_get_current_level_buffers(GST_APP_SRC(pictures_.get())) >= most_pictures);
}

void ComposeOutput::push_picture(const media::Canvas& canvas, std::chrono::nanoseconds at) {
  wait_for_room();
  push(pictures_, glib::adopt(gst_buffer_new_memdup(canvas.pixels.data(), canvas.pixels.size())), at);
}

void ComposeOutput::push_sound(media::ConstSoundSpan block, std::chrono::nanoseconds at) {
  auto buffer = glib::adopt(gst_buffer_new_memdup(block.data(), block.size_bytes()));
  GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(media::to_time(std::ssize(block)).count());
  push(sound_, std::move(buffer), at);
}

void ComposeOutput::finish() {
  for (const auto& source : {pictures_, sound_}) gst_app_src_end_of_stream(GST_APP_SRC(source.get()));
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  const auto end = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), GST_CLOCK_TIME_NONE, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  check(end.get());
}

}  // namespace vchat::tracks
