#define G_LOG_DOMAIN "vchat-recording"

#include "recording/meeting_encoder.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <gst/app/gstappsrc.h>

#include "media/clock.hpp"
#include "media/codec_probe.hpp"
#include "media/element.hpp"
#include "media/raw_caps.hpp"
#include "media/sample.hpp"
#include "recording/low_priority.hpp"
#include "recording/sound_encoder.hpp"
#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr unsigned most_pictures = 4;  // that wait for the encoder
constexpr guint64 most_blocks = 300;   // of sound
constexpr GstClockTime keyframe_interval = 2 * GST_SECOND;
constexpr GstClockTime end_limit = 10 * GST_SECOND;
constexpr int sound_bitrate = 64'000;  // bit/s

media::VideoEncoder choose_encoder(Container container) {
  std::optional<util::MissingElementError> missing;
  for (const auto codec : video_codecs(container)) try {
      return media::working_encoder(codec);
    } catch (const util::MissingElementError& error) {
      if (!missing) missing = error;
    }
  throw util::MissingElementError(*missing);
}

glib::RefPtr<GstElement> make_sound_source() {
  auto source = media::make_element("appsrc");
  const auto caps = glib::adopt(gst_caps_from_string(media::encoder_sound_caps));
  g_object_set(source.get(), "caps", caps.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-bytes", guint64{0},
               "max-buffers", most_blocks, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
  return source;
}

}  // namespace

MeetingEncoder::MeetingEncoder(Container container, const PictureOptions& options, Observer observer)
    : observer_(std::move(observer)),
      feed_(options.width, options.height, options.framerate, most_pictures),
      pipeline_(glib::sink(gst_pipeline_new("recording"))),
      sound_source_(make_sound_source()) {
  picture_encoder_ =
      choose_encoder(container).make({options.width, options.height, options.framerate, options.bitrate});
  const auto convert = media::make_element("videoconvert");
  const auto form = media::make_caps_filter(media::encoder_picture_caps);
  const auto picture_sink = media::make_sample_sink();
  const auto sound_convert = media::make_element("audioconvert");
  const auto sound_encoder = make_sound_encoder(container, sound_bitrate);
  const auto sound_sink = media::make_sample_sink();
  gst_bin_add_many(GST_BIN(pipeline_.get()), feed_.element(), convert.get(), form.get(), picture_encoder_.get(),
                   picture_sink.get(), sound_source_.get(), sound_convert.get(), sound_encoder.get(), sound_sink.get(),
                   nullptr);
  if (!gst_element_link_many(feed_.element(), convert.get(), form.get(), picture_encoder_.get(), picture_sink.get(),
                             nullptr) ||
      !gst_element_link_many(sound_source_.get(), sound_convert.get(), sound_encoder.get(), sound_sink.get(), nullptr))
    throw util::Error("cannot link the encoders of a recording");
  media::use_common_clock(GST_PIPELINE(pipeline_.get()));
  media::set_sample_consumer(picture_sink.get(), observer_.on_picture);
  media::set_sample_consumer(sound_sink.get(), observer_.on_sound);
  const auto pad = glib::adopt(gst_element_get_static_pad(picture_encoder_.get(), "sink"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &MeetingEncoder::before_picture, this, nullptr);
}

MeetingEncoder::~MeetingEncoder() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void MeetingEncoder::start() {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &MeetingEncoder::on_message, nullptr, nullptr);
  bus_watch_ = media::BusWatch(
      glib::Executor(), pipeline_.get(),
      {.on_error = [on_error = observer_.on_error](const media::BusError& error) { on_error(error.text()); }});
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

bool MeetingEncoder::push_picture(const media::Canvas& canvas, GstClockTime time) {
  return feed_.push(canvas, time);
}

void MeetingEncoder::push_sound(media::ConstSoundSpan block, std::chrono::nanoseconds time) {
  auto buffer = glib::adopt(gst_buffer_new_memdup(block.data(), block.size_bytes()));
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(time.count());
  GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(media::to_time(std::ssize(block)).count());
  gst_app_src_push_buffer(GST_APP_SRC(sound_source_.get()), buffer.release());
}

void MeetingEncoder::end() {
  bus_watch_.reset();
  gst_app_src_end_of_stream(GST_APP_SRC(feed_.element()));
  gst_app_src_end_of_stream(GST_APP_SRC(sound_source_.get()));
}

void MeetingEncoder::wait_for_end() {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  const auto done = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), end_limit, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (!done) g_warning("the encoders of a recording did not finish in time");
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

GstPadProbeReturn MeetingEncoder::before_picture(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto& self = *static_cast<MeetingEncoder*>(data);
  const auto time = GST_BUFFER_PTS(gst_pad_probe_info_get_buffer(info));
  if (self.keyframe_wanted_.exchange(false) || time >= self.next_keyframe_) {
    self.next_keyframe_ = time + keyframe_interval;
    media::force_keyframe(self.picture_encoder_.get());
  }
  return GST_PAD_PROBE_OK;
}

GstBusSyncReply MeetingEncoder::on_message(GstBus*, GstMessage* message, gpointer) noexcept {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_STREAM_STATUS) lower_priority_of_new_thread(message);
  return GST_BUS_PASS;
}

}  // namespace vchat::recording
