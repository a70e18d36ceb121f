// What comes from a peer, as it came: for who wants it without decoding it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/encoded_stream.hpp"
#include "media/fan_out.hpp"

namespace vchat::peer {

/// Access units behind a depayloader. Costs nothing while nobody subscribes. May outlive its session, and is silent
/// then. Thread-safe.
class ReceivedStream final : public media::EncodedStream, public std::enable_shared_from_this<ReceivedStream> {
 public:
  /// Hands on what leaves `depayloader`, from now on.
  [[nodiscard]] static std::shared_ptr<ReceivedStream> behind(GstElement* depayloader);

  [[nodiscard]] std::unique_ptr<media::Subscription> subscribe(media::SampleConsumer consumer) override;

 private:
  class Lease;

  explicit ReceivedStream(GstElement* depayloader);
  static GstPadProbeReturn on_unit(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  void request_keyframe();

  const glib::RefPtr<GstPad> rtp_;  // where it comes in
  media::FanOut units_;
  std::atomic<int> subscribers_ = 0;
};

}  // namespace vchat::peer
