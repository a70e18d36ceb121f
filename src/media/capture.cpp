#include "media/capture.hpp"

#include <atomic>
#include <memory>
#include <utility>

#include "glib/owned.hpp"
#include "media/clock.hpp"
#include "media/element.hpp"
#include "media/sample.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr const char* first_sample = "vchat-first-sample";

/// Tells the bus of the first sample, then only passes on.
SampleConsumer announcing_first(GstElement* pipeline, SampleConsumer consumer) {
  return [pipeline, consumer = std::move(consumer), announced = false](GstSample* sample) mutable {
    consumer(sample);
    if (!std::exchange(announced, true))
      gst_element_post_message(
          pipeline, gst_message_new_application(GST_OBJECT(pipeline), gst_structure_new_empty(first_sample)));
  };
}

CaptureFailure failure_of(GstMessage* message) {
  glib::GErrorPtr error;
  glib::GCharPtr debug;
  gst_message_parse_error(message, glib::out(error), glib::out(debug));
  return {error->domain, error->code, error->message, debug ? debug.get() : ""};
}

}  // namespace

Capture::Capture(CaptureSource source, SampleConsumer consumer, Observer observer)
    : file_(source.file),
      observer_(std::move(observer)),
      pipeline_(glib::sink(gst_pipeline_new(nullptr))),
      bus_(glib::adopt(gst_element_get_bus(pipeline_.get()))) {
  auto sink = make_sample_sink();
  gst_bin_add_many(GST_BIN(pipeline_.get()), source.element.get(), sink.get(), nullptr);
  if (!gst_element_link(source.element.get(), sink.get()))
    throw util::Error("the source gives nothing that can be used");
  set_sample_consumer(sink.get(), announcing_first(pipeline_.get(), std::move(consumer)));
  use_common_clock(GST_PIPELINE(pipeline_.get()));

  auto watch = glib::adopt(gst_bus_create_watch(bus_.get()));
  g_source_set_callback(watch.get(), G_SOURCE_FUNC(&Capture::on_message), this, nullptr);
  g_source_attach(watch.get(), glib::Executor().context());
  watch_ = glib::ScopedSource(std::move(watch));
  if (file_) {
    // A file is paced by the sink's clock, from when it has prerolled: a base time of its own, a new one for each
    // flush.
    g_object_set(sink.get(), "sync", TRUE, "async", TRUE, nullptr);
    gst_element_set_start_time(pipeline_.get(), 0);
    gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED);
  } else {
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  }
}

Capture::~Capture() {
  watch_.reset();
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

bool Capture::wait(std::chrono::milliseconds limit) {
  const auto end = running_time_now() + static_cast<GstClockTime>(limit.count()) * GST_MSECOND;
  for (auto now = running_time_now(); !decided_ && now < end; now = running_time_now()) {
    auto message = glib::adopt(gst_bus_timed_pop(bus_.get(), end - now));
    if (message) handle(message.get());
  }
  return decided_;
}

void Capture::play() {
  playing_ = true;
  // A first seek makes every pass a segment, whose end is announced before all of it was shown: no gap between passes.
  gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME, GstSeekFlags(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_SEGMENT),
                          0);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

gboolean Capture::on_message(GstBus*, GstMessage* message, gpointer self) noexcept {
  static_cast<Capture*>(self)->handle(message);
  return G_SOURCE_CONTINUE;
}

void Capture::handle(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ASYNC_DONE:
      if (file_ && !playing_ && GST_MESSAGE_SRC(message) == GST_OBJECT(pipeline_.get())) play();
      break;
    case GST_MESSAGE_SEGMENT_DONE:
      gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_SEGMENT, 0);
      break;
    case GST_MESSAGE_EOS:
      play_again();
      break;
    case GST_MESSAGE_APPLICATION:
      decided_ = true;
      observer_.on_started();
      break;
    case GST_MESSAGE_ERROR:
      fail(failure_of(message));
      break;
    default:
      break;
  }
}

void Capture::play_again() {
  // Some demuxers know no segments; those restart with a short gap. A live source does not end unless its device went
  // away.
  if (file_)
    gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0);
  else
    fail({GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "the source has ended", ""});
}

void Capture::fail(const CaptureFailure& failure) {
  decided_ = true;
  // Only the first error says what is wrong. A copy, since it may destroy this.
  if (auto on_failed = std::exchange(observer_.on_failed, nullptr)) on_failed(failure);
}

}  // namespace vchat::media
