// An encoder that runs while somebody wants its stream, once for everybody.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/encoded_stream.hpp"
#include "media/fan_out.hpp"
#include "media/keyframe_limiter.hpp"
#include "media/overload_guard.hpp"

namespace vchat::media {

enum class Medium { audio, video };

/// Encodes what `raw` delivers, in a pipeline and thread of its own, as long as there are subscriptions. Buffers marked
/// GST_BUFFER_FLAG_GAP are the picture before again, and are encoded only where that is of use. Thread-safe.
class SharedEncoder : public EncodedStream, public std::enable_shared_from_this<SharedEncoder> {
 public:
  struct Recipe {
    /// A new encoder with the pads "sink" and "src"; what it throws comes out of subscribe().
    std::function<glib::RefPtr<GstElement>()> make;
    /// Changes what such an encoder makes, bit/s. Absent for one that is never changed.
    std::function<void(GstElement*, int)> set_bitrate;
    /// From 0, as fine as its bitrate allows, to 1, as coarse as it gets. May be absent. A picture that shows something
    /// else than the one before would be ten times as large as that, and late, and what follows it as well: it is
    /// coarse, and the next ones become finer.
    std::function<void(GstElement*, double)> set_coarseness = nullptr;
  };

  SharedEncoder(Medium medium, std::shared_ptr<FanOut> raw, Recipe recipe);
  ~SharedEncoder() override;

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) override;
  /// As Subscription::request_keyframe() says.
  void request_keyframe();
  /// bit/s, and frames a second at most.
  void set_rate(int bitrate, double framerate);
  /// How it got on since the last call.
  [[nodiscard]] EncoderLoad take_load();

 private:
  class Lease;
  class Run;
  struct Rate {
    int bitrate;
    double framerate;
    friend bool operator==(const Rate&, const Rate&) = default;
  };
  void release(std::unique_ptr<Subscription> subscription);

  const Medium medium_;
  const std::shared_ptr<FanOut> raw_;
  const Recipe recipe_;
  FanOut encoded_;
  std::mutex mutex_;  // of what follows
  int subscribers_ = 0;
  std::unique_ptr<Run> run_;
  std::optional<Rate> rate_;
};

}  // namespace vchat::media
