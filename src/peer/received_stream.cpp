#include "peer/received_stream.hpp"

#include <utility>

#include <gst/video/video.h>

namespace vchat::peer {

class ReceivedStream::Lease final : public media::Subscription {
 public:
  Lease(std::shared_ptr<ReceivedStream> stream, std::unique_ptr<media::Subscription> subscription)
      : stream_(std::move(stream)), subscription_(std::move(subscription)) {
    ++stream_->subscribers_;
  }
  ~Lease() override { --stream_->subscribers_; }
  void request_keyframe() override { stream_->request_keyframe(); }

 private:
  const std::shared_ptr<ReceivedStream> stream_;
  const std::unique_ptr<media::Subscription> subscription_;
};

ReceivedStream::ReceivedStream(GstElement* depayloader)
    : rtp_(glib::adopt(gst_element_get_static_pad(depayloader, "sink"))) {}

std::shared_ptr<ReceivedStream> ReceivedStream::behind(GstElement* depayloader) {
  const std::shared_ptr<ReceivedStream> stream(new ReceivedStream(depayloader));
  const auto units = glib::adopt(gst_element_get_static_pad(depayloader, "src"));
  using Shared = std::shared_ptr<ReceivedStream>;
  gst_pad_add_probe(units.get(), GST_PAD_PROBE_TYPE_BUFFER, &on_unit, new Shared(stream),
                    [](gpointer data) { delete static_cast<Shared*>(data); });
  return stream;
}

std::unique_ptr<media::Subscription> ReceivedStream::subscribe(media::SampleConsumer consumer) {
  return std::make_unique<Lease>(shared_from_this(), units_.subscribe(std::move(consumer)));
}

GstPadProbeReturn ReceivedStream::on_unit(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept {
  auto& stream = **static_cast<std::shared_ptr<ReceivedStream>*>(self);
  if (stream.subscribers_ == 0) return GST_PAD_PROBE_OK;
  const auto caps = glib::adopt(gst_pad_get_current_caps(pad));
  const auto sample = glib::adopt(gst_sample_new(GST_PAD_PROBE_INFO_BUFFER(info), caps.get(), nullptr, nullptr));
  stream.units_.deliver(sample.get());
  return GST_PAD_PROBE_OK;
}

/// Without all headers that is a PLI, not an FIR.
void ReceivedStream::request_keyframe() {
  gst_pad_push_event(rtp_.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, FALSE, 0));
}

}  // namespace vchat::peer
