#define G_LOG_DOMAIN "vchat-media"

#include "media/speaker_pipeline.hpp"

#include <array>
#include <utility>

#include <gst/app/gstappsrc.h>

#include "media/clock.hpp"
#include "media/element.hpp"

namespace vchat::media {

namespace {

constexpr const char* sound_caps = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
// More than this waits only when the device stands still; then the newest is kept.
constexpr guint64 max_waiting = 100 * GST_MSECOND;
constexpr std::chrono::seconds start_limit{3};

glib::RefPtr<GstElement> make_source() {
  auto source = make_element("appsrc");
  const auto caps = glib::adopt(gst_caps_from_string(sound_caps));
  g_object_set(source.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-time", max_waiting, "max-bytes",
               guint64{0}, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, "caps", caps.get(), nullptr);
  return source;
}

}  // namespace

SpeakerPipeline::SpeakerPipeline(glib::RefPtr<GstElement> sink, glib::RefPtr<GstElement> probe, bool wait_for_end)
    : pipeline_(glib::sink(gst_pipeline_new("speaker"))),
      source_(make_source()),
      probe_(std::move(probe)),
      sink_(std::move(sink)),
      wait_for_end_(wait_for_end) {
  use_common_clock(GST_PIPELINE(pipeline_.get()));
  const auto convert = make_element("audioconvert");
  const auto resample = make_element("audioresample");
  auto* bin = GST_BIN(pipeline_.get());
  gst_bin_add_many(bin, source_.get(), convert.get(), resample.get(), sink_.get(), nullptr);
  if (probe_) {
    gst_bin_add(bin, probe_.get());
    gst_element_link_many(source_.get(), probe_.get(), convert.get(), nullptr);
  } else {
    gst_element_link(source_.get(), convert.get());
  }
  gst_element_link_many(convert.get(), resample.get(), sink_.get(), nullptr);
}

SpeakerPipeline::~SpeakerPipeline() {
  watch_.reset();
  if (wait_for_end_) send_end_and_wait(pipeline_.get());
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  if (probe_) gst_bin_remove(GST_BIN(pipeline_.get()), probe_.get());
}

std::optional<BusError> SpeakerPipeline::start() {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  const auto change = gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  // A device is opened by the first sound.
  const std::array<std::int16_t, sound_block> silence{};
  const auto end = running_time_now() + static_cast<GstClockTime>(std::chrono::nanoseconds(start_limit).count());
  bool playing = false;
  while (!playing && running_time_now() < end) {
    if (change != GST_STATE_CHANGE_FAILURE) push(silence, running_time_now());
    const auto message = glib::adopt(gst_bus_timed_pop_filtered(
        bus.get(), static_cast<GstClockTime>(std::chrono::nanoseconds(sound_block_time).count()), GST_MESSAGE_ERROR));
    if (message) return parse_error(message.get());
    playing = gst_element_get_state(sink_.get(), nullptr, nullptr, 0) == GST_STATE_CHANGE_SUCCESS;
  }
  if (playing) return std::nullopt;
  BusError error;
  error.error.reset(g_error_new_literal(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED, "it does not begin to play"));
  return error;
}

void SpeakerPipeline::push(ConstSoundSpan block, GstClockTime time) {
  auto buffer = glib::adopt(gst_buffer_new_memdup(block.data(), block.size_bytes()));
  GST_BUFFER_PTS(buffer.get()) = time;
  GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(to_time(std::ssize(block)).count());
  gst_app_src_push_buffer(GST_APP_SRC(source_.get()), buffer.release());
}

std::chrono::nanoseconds SpeakerPipeline::delay() const {
  const auto query = glib::adopt(gst_query_new_latency());
  gboolean live = FALSE;
  GstClockTime least = 0;
  if (gst_element_query(pipeline_.get(), query.get())) gst_query_parse_latency(query.get(), &live, &least, nullptr);
  return std::chrono::nanoseconds(least);
}

void SpeakerPipeline::watch(const glib::Executor& executor, std::function<void(const BusError&)> on_error,
                            std::function<void(std::chrono::nanoseconds)> on_delay) {
  gst_bin_recalculate_latency(GST_BIN(pipeline_.get()));
  on_delay(delay());
  watch_ = BusWatch(
      executor, pipeline_.get(),
      {.on_error = std::move(on_error), .on_latency = [this, on_delay = std::move(on_delay)] { on_delay(delay()); }});
}

}  // namespace vchat::media
