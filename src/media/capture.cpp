#include "media/capture.hpp"

#include <algorithm>
#include <utility>

#include "glib/owned.hpp"
#include "media/clock.hpp"
#include "media/sample.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr const char* started = "vchat-started";
constexpr GstClockTime shortest_pass = 100 * GST_MSECOND;  // of a file that says no length, e.g. a still picture
constexpr GstClockTime tolerated_delay = 20 * GST_MSECOND;

void announce_start(GstElement* pipeline) {
  gst_element_post_message(pipeline,
                           gst_message_new_application(GST_OBJECT(pipeline), gst_structure_new_empty(started)));
}

/// Tells the bus of the first sample, then only passes on.
SampleConsumer announcing_first(GstElement* pipeline, const SampleConsumer& consumer) {
  return [pipeline, &consumer, announced = false](GstSample* sample) mutable {
    consumer(sample);
    if (!std::exchange(announced, true)) announce_start(pipeline);
  };
}

/// A sound device that has agreed on a format works, and need not be waited for: its first sound may be long in coming.
GstPadProbeReturn on_event(GstPad*, GstPadProbeInfo* info, gpointer pipeline) noexcept {
  auto* event = gst_pad_probe_info_get_event(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  if (gst_structure_has_name(gst_caps_get_structure(caps, 0), "audio/x-raw")) announce_start(GST_ELEMENT(pipeline));
  return GST_PAD_PROBE_OK;
}

}  // namespace

CaptureFailure failure_of(GstMessage* message) {
  glib::GErrorPtr error;
  glib::GCharPtr debug;
  gst_message_parse_error(message, glib::out(error), glib::out(debug));
  return {error->domain, error->code, error->message, debug ? debug.get() : ""};
}

/// A pipeline of source and sink: a live one that plays, or one pass through what is not live, which waits for play().
class Capture::Run {
 public:
  Run(Capture& owner, const glib::RefPtr<GstElement>& source)
      : owner_(owner),
        pipeline_(glib::sink(gst_pipeline_new(nullptr))),
        sink_(make_sample_sink()),
        bus_(glib::adopt(gst_element_get_bus(pipeline_.get()))) {
    gst_bin_add_many(GST_BIN(pipeline_.get()), source.get(), sink_.get(), nullptr);
    if (!gst_element_link(source.get(), sink_.get())) throw util::Error("the source gives nothing that can be used");
    set_sample_consumer(sink_.get(), announcing_first(pipeline_.get(), owner.consumer_));
    auto pad = glib::adopt(gst_element_get_static_pad(sink_.get(), "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, &on_event, pipeline_.get(), nullptr);
    use_common_clock(GST_PIPELINE(pipeline_.get()));
    auto watch = glib::adopt(gst_bus_create_watch(bus_.get()));
    g_source_set_callback(watch.get(), G_SOURCE_FUNC(&Run::on_message), this, nullptr);
    g_source_attach(watch.get(), glib::Executor().context());
    watch_ = glib::ScopedSource(std::move(watch));
    g_object_set(sink_.get(), "async", TRUE, nullptr);
    live_ = gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED) != GST_STATE_CHANGE_ASYNC;
    if (live_) gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  }

  ~Run() {
    watch_.reset();
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }

  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Of what is not live: begins at that common running time.
  void play(GstClockTime start) {
    start_ = start;
    gint64 length = 0;
    gst_element_query_duration(pipeline_.get(), GST_FORMAT_TIME, &length);
    length_ = std::max(shortest_pass, static_cast<GstClockTime>(std::max<gint64>(0, length)));
    use_common_clock(GST_PIPELINE(pipeline_.get()), start);
    g_object_set(sink_.get(), "sync", TRUE, nullptr);
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  }

  /// The common running time at which this pass ends. That is the length of the file, and not of its picture or sound
  /// alone, so that a camera and a microphone that play the same file stay together.
  [[nodiscard]] GstClockTime end() const { return start_ + length_; }

  [[nodiscard]] bool live() const noexcept { return live_; }
  [[nodiscard]] bool is(const GstMessage* message) const {
    return GST_MESSAGE_SRC(message) == GST_OBJECT(pipeline_.get());
  }
  [[nodiscard]] GstBus* bus() const noexcept { return bus_.get(); }

  bool prerolled = false;
  bool play_when_prerolled = false;

 private:
  static gboolean on_message(GstBus*, GstMessage* message, gpointer self) noexcept {
    auto& run = *static_cast<Run*>(self);
    run.owner_.handle(run, message);  // may destroy both
    return G_SOURCE_CONTINUE;
  }

  Capture& owner_;
  bool live_ = true;
  GstClockTime start_ = 0;
  GstClockTime length_ = 0;
  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> sink_;
  glib::RefPtr<GstBus> bus_;
  glib::ScopedSource watch_;
};

Capture::Capture(MakeSource make_source, SampleConsumer consumer, Observer observer)
    : make_source_(std::move(make_source)),
      consumer_(std::move(consumer)),
      observer_(std::move(observer)),
      current_(std::make_unique<Run>(*this, make_source_())) {
  current_->play_when_prerolled = true;
}

Capture::~Capture() = default;

bool Capture::wait(std::chrono::milliseconds limit) {
  const auto end = running_time_now() + static_cast<GstClockTime>(limit.count()) * GST_MSECOND;
  const auto decided = [this] { return started_ || !observer_.on_failed; };
  for (auto now = running_time_now(); !decided() && now < end; now = running_time_now()) {
    auto message = glib::adopt(gst_bus_timed_pop(current_->bus(), end - now));
    if (message) handle(*current_, message.get());
  }
  return decided();
}

void Capture::handle(Run& run, GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ASYNC_DONE:
      if (!run.live() && run.is(message)) prerolled(run);
      break;
    case GST_MESSAGE_EOS:
      if (run.live())
        fail({GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "it has ended", ""});
      else
        ended();
      break;
    case GST_MESSAGE_APPLICATION:
      if (!std::exchange(started_, true)) observer_.on_started();
      break;
    case GST_MESSAGE_ERROR:
      fail(failure_of(message));
      break;
    default:
      break;
  }
}

void Capture::prerolled(Run& run) {
  if (std::exchange(run.prerolled, true)) return;
  if (run.play_when_prerolled) play(running_time_now());
}

void Capture::play(GstClockTime start) {
  current_->play(start);
  try {
    next_ = std::make_unique<Run>(*this, make_source_());
  } catch (const util::Error& error) {
    fail({GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, error.what(), ""});
  }
}

void Capture::ended() {
  // Early enough for the next pass to begin in time: its pictures wait for theirs.
  const auto end = current_->end();
  const auto now = running_time_now();
  const auto delay = std::chrono::nanoseconds(end > now ? end - now : 0);
  next_timer_ = glib::after(glib::Executor(), std::chrono::duration_cast<std::chrono::milliseconds>(delay),
                            [this] { play_next(); });
}

void Capture::play_next() {
  const auto end = current_->end();
  const auto now = running_time_now();
  current_ = std::move(next_);
  current_->play_when_prerolled = true;
  // A little late is made up for, so that passes follow each other without a gap.
  if (current_->prerolled) play(now < end + tolerated_delay ? end : now);
}

void Capture::fail(const CaptureFailure& failure) {
  // Only the first error says what is wrong. A copy, since it may destroy this.
  if (auto on_failed = std::exchange(observer_.on_failed, nullptr)) on_failed(failure);
}

}  // namespace vchat::media
