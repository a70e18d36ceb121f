// An EncodedStream out of a GStreamer description, for tests that need media without devices.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include <gst/app/gstappsink.h>
#include <gst/video/video-event.h>

#include "glib/ref_ptr.hpp"
#include "media/clock.hpp"
#include "media/encoded_stream.hpp"

namespace vchat::test {

/// `description` ends in an encoder; runs from construction to destruction.
class EncodedSource final : public media::EncodedStream {
 public:
  explicit EncodedSource(const std::string& description) {
    pipeline_ = glib::sink(gst_parse_launch((description + " ! appsink name=out sync=false").c_str(), nullptr));
    media::use_common_clock(GST_PIPELINE(pipeline_.get()));
    appsink_ = glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink* sink, gpointer self) -> GstFlowReturn {
      const auto sample = glib::adopt(gst_app_sink_pull_sample(sink));
      if (!sample) return GST_FLOW_EOS;
      static_cast<EncodedSource*>(self)->publish(with_running_time(sample.get()).get());
      return GST_FLOW_OK;
    };
    gst_app_sink_set_callbacks(GST_APP_SINK(appsink_.get()), &callbacks, this, nullptr);
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  }
  ~EncodedSource() override { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

  std::unique_ptr<media::Subscription> subscribe(media::SampleConsumer consumer) override {
    const std::lock_guard lock(mutex_);
    consumers_[++last_] = std::move(consumer);
    return std::make_unique<Entry>(*this, last_);
  }

  void request_keyframe() {
    ++keyframes_requested;
    gst_element_send_event(appsink_.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }

  std::atomic<int> keyframes_requested{0};

 private:
  struct Entry final : media::Subscription {
    Entry(EncodedSource& owner, int key) : owner_(owner), key_(key) {}
    ~Entry() override {
      const std::lock_guard lock(owner_.mutex_);
      owner_.consumers_.erase(key_);
    }
    void request_keyframe() override { owner_.request_keyframe(); }
    EncodedSource& owner_;
    int key_;
  };

  /// x264enc, for one, shifts its timestamps and its segment by a thousand hours.
  static glib::RefPtr<GstSample> with_running_time(GstSample* sample) {
    auto* buffer = gst_buffer_copy(gst_sample_get_buffer(sample));
    GST_BUFFER_PTS(buffer) =
        gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
    const auto owned = glib::adopt(buffer);
    return glib::adopt(gst_sample_new(owned.get(), gst_sample_get_caps(sample), nullptr, nullptr));
  }

  void publish(GstSample* sample) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, consumer] : consumers_) consumer(sample);
  }

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> appsink_;
  std::mutex mutex_;
  std::map<int, media::SampleConsumer> consumers_;
  int last_ = 0;
};

}  // namespace vchat::test
