#include "media/sample.hpp"

#include <utility>

#include <gst/app/gstappsink.h>

#include "media/clock.hpp"
#include "media/element.hpp"

namespace vchat::media {

namespace {

/// The same memory under a timestamp in running time; the sample itself if it has that already.
glib::RefPtr<GstSample> in_running_time(GstElement* sink, glib::RefPtr<GstSample> sample) {
  auto* buffer = gst_sample_get_buffer(sample.get());
  const auto* segment = gst_sample_get_segment(sample.get());
  const auto running =
      common_running_time(sink, gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer)));
  if (running == GST_BUFFER_PTS(buffer) && !GST_BUFFER_DTS_IS_VALID(buffer)) return sample;
  auto stamped = glib::adopt(gst_buffer_copy(buffer));
  GST_BUFFER_PTS(stamped.get()) = running;
  GST_BUFFER_DTS(stamped.get()) = GST_CLOCK_TIME_NONE;
  return glib::adopt(gst_sample_new(stamped.get(), gst_sample_get_caps(sample.get()), nullptr, nullptr));
}

GstFlowReturn on_sample(GstAppSink* sink, gpointer consumer) noexcept {
  auto sample = glib::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  auto stamped = in_running_time(GST_ELEMENT(sink), std::move(sample));
  (*static_cast<SampleConsumer*>(consumer))(stamped.get());
  return GST_FLOW_OK;
}

}  // namespace

glib::RefPtr<GstElement> make_sample_sink() {
  auto sink = make_element("appsink");
  g_object_set(sink.get(), "sync", FALSE, "async", FALSE, "qos", FALSE, "max-buffers", 1U, "enable-last-sample", FALSE,
               nullptr);
  return sink;
}

void set_sample_consumer(GstElement* sample_sink, SampleConsumer consumer) {
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = &on_sample;
  gst_app_sink_set_callbacks(GST_APP_SINK(sample_sink), &callbacks, new SampleConsumer(std::move(consumer)),
                             [](gpointer data) { delete static_cast<SampleConsumer*>(data); });
}

}  // namespace vchat::media
