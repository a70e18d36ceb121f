// One's own picture in several sizes, each encoded once and only while somebody needs it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "media/encoded_stream.hpp"
#include "media/ladder_plan.hpp"
#include "media/overload_guard.hpp"
#include "media/shared_encoder.hpp"

namespace vchat::media {

/// Gives each consumer the size that its bitrate carries (Subscription::set_bitrate()); a size is encoded with the
/// least that its consumers can take. From one size to another a consumer goes at a keyframe, so that nothing is
/// missing. Thread-safe.
class VideoLadder : public EncodedStream, public std::enable_shared_from_this<VideoLadder> {
 public:
  VideoLadder(const std::shared_ptr<FanOut>& pictures, const VideoEncoder& encoder, const VideoEncoderOptions& full);

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) override;

  /// How its encoders got on since the last call.
  [[nodiscard]] EncoderLoad take_load();
  /// Sizes change when their consumers next say what they can take.
  void set_limit(const WorkLimit& limit);

 private:
  class Lease;
  void remove(Lease& lease);
  [[nodiscard]] std::size_t rung_for(std::optional<std::size_t> now, double bitrate) const;
  /// Sets each encoder to what its consumers can take.
  void balance();

  const double framerate_;
  const std::vector<Rung> rungs_;
  std::vector<std::shared_ptr<SharedEncoder>> encoders_;  // one a rung
  std::atomic<std::size_t> first_rung_{0};
  std::mutex mutex_;  // of what follows
  std::vector<Lease*> leases_;
  double framerate_share_ = 1;
  std::array<double, most_rungs> shares_of_frames_{1, 1, 1};  // of that, for each rung
};

}  // namespace vchat::media
