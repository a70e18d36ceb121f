// One's own picture in several sizes, each encoded once and only while somebody needs it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "media/encoded_stream.hpp"
#include "media/ladder_plan.hpp"
#include "media/shared_encoder.hpp"

namespace vchat::media {

/// Gives each consumer the size that its bitrate carries (Subscription::set_bitrate()); a size is encoded with the
/// least that its consumers can take. From one size to another a consumer goes at a keyframe, so that nothing is
/// missing. Thread-safe.
class VideoLadder : public EncodedStream, public std::enable_shared_from_this<VideoLadder> {
 public:
  VideoLadder(const std::shared_ptr<FanOut>& pictures, const VideoEncoder& encoder, const VideoEncoderOptions& full);

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) override;

 private:
  class Lease;
  void remove(Lease& lease);
  /// Sets each encoder to what its consumers can take.
  void balance();

  const double framerate_;
  const std::vector<Rung> rungs_;
  std::vector<std::shared_ptr<SharedEncoder>> encoders_;  // one a rung
  std::mutex mutex_;                                      // of the leases and their rates
  std::vector<Lease*> leases_;
};

}  // namespace vchat::media
