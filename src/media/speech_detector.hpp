// Whether somebody speaks.
#pragma once

#include <chrono>

#include "media/sound.hpp"

namespace vchat::media {

/// Speech begins when a block is louder than -42 dBFS, goes on while blocks are louder than -48, and ends 300 ms after
/// the last one that was. Pure logic; reentrant.
class SpeechDetector {
 public:
  /// `now`: running time of the block.
  void add(ConstSoundSpan block, std::chrono::nanoseconds now) {
    double energy = 0;  // mean square, full scale 1
    for (const auto sample : block) energy += static_cast<double>(sample) * sample;
    energy /= 32768.0 * 32768.0 * static_cast<double>(block.size());
    if (energy > (speaking(now) ? keep_energy : begin_energy)) until_ = now + hold;
  }
  [[nodiscard]] bool speaking(std::chrono::nanoseconds now) const { return now < until_; }

 private:
  static constexpr double begin_energy = 6.3e-5;
  static constexpr double keep_energy = 1.58e-5;
  static constexpr std::chrono::milliseconds hold{300};

  std::chrono::nanoseconds until_ = std::chrono::nanoseconds::min();
};

}  // namespace vchat::media
