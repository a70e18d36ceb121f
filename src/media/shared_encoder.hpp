// An encoder that runs while somebody wants its stream, once for everybody.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/encoded_stream.hpp"
#include "media/fan_out.hpp"
#include "media/keyframe_limiter.hpp"

namespace vchat::media {

enum class Medium { audio, video };

/// Encodes what `raw` delivers, in a pipeline and thread of its own, as long as there are subscriptions. Thread-safe.
class SharedEncoder : public EncodedStream, public std::enable_shared_from_this<SharedEncoder> {
 public:
  /// `make_encoder` gives a new encoder with the pads "sink" and "src"; what it throws comes out of subscribe().
  SharedEncoder(Medium medium, std::shared_ptr<FanOut> raw, std::function<glib::RefPtr<GstElement>()> make_encoder);
  ~SharedEncoder() override;

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) override;
  void request_keyframe() override;

 private:
  class Lease;
  class Run;
  void release(std::unique_ptr<Subscription> subscription);

  const Medium medium_;
  const std::shared_ptr<FanOut> raw_;
  const std::function<glib::RefPtr<GstElement>()> make_encoder_;
  FanOut encoded_;
  std::mutex mutex_;  // of what follows
  int subscribers_ = 0;
  std::unique_ptr<Run> run_;
};

}  // namespace vchat::media
