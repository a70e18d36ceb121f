// Adds up the voices.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "media/audio_mixer.hpp"
#include "media/sound.hpp"

namespace vchat::media {

/// The mixer without a speaker: somebody calls mix() once for each block. Thread-safe.
class VoiceMixer final : public AudioMixer {
 public:
  VoiceMixer();

  [[nodiscard]] std::shared_ptr<Voice> add_voice() override;

  /// Fills `block` (sound_block samples) with what is to be heard from the running time `now` on; false if it is
  /// silence.
  bool mix(SoundSpan block, std::chrono::nanoseconds now);

  /// From mix() until it is heard: what the device adds to each voice's playout_delay().
  void set_output_delay(std::chrono::nanoseconds delay);
  [[nodiscard]] std::chrono::nanoseconds output_delay() const { return output_delay_->load(); }

 private:
  class MixedVoice;

  [[nodiscard]] std::vector<std::shared_ptr<MixedVoice>> voices();

  const std::shared_ptr<std::atomic<std::chrono::nanoseconds>> output_delay_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<MixedVoice>> voices_;
};

}  // namespace vchat::media
