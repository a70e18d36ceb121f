// One's own voice, encoded once as the worst of its listeners' networks needs it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "media/audio_encoder.hpp"
#include "media/encoded_stream.hpp"
#include "media/fan_out.hpp"
#include "media/shared_encoder.hpp"
#include "media/sound_plan.hpp"

namespace vchat::media {

/// Opus packets of `sound`. What its consumers say of their networks (Subscription::set_bitrate(), set_loss()) decides
/// on bits, length and redundancy of the packets, see SoundPlan. Thread-safe.
class SoundStream : public EncodedStream, public std::enable_shared_from_this<SoundStream> {
 public:
  explicit SoundStream(std::shared_ptr<FanOut> sound);

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) override;

 private:
  class Lease;
  void add(Lease& lease);
  void remove(Lease& lease);
  void plan();

  const std::shared_ptr<SoundControl> control_ = std::make_shared<SoundControl>();
  const std::shared_ptr<SharedEncoder> encoder_;
  std::mutex mutex_;  // of what follows, and of the paths in the leases
  std::vector<Lease*> leases_;
  SoundPlan plan_;
};

}  // namespace vchat::media
