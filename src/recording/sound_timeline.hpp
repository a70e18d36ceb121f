// Adds up sounds that come at different delays, each at its own moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "media/sound.hpp"

namespace vchat::recording {

/// A stretch of time of which the beginning is taken away, bit by bit, while sound is still added further on. Pure
/// logic; not thread-safe.
class SoundTimeline {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// Where one source of sound goes on: what follows closely is joined without a seam.
  class Lane {
    friend class SoundTimeline;
    std::int64_t next_ = -1;  // in samples
  };

  /// `start`: the moment at which it begins.
  explicit SoundTimeline(nanoseconds start) : front_(media::to_samples(start)) {}

  /// `sound` is to be heard from `at` on. What was taken away already, or is far ahead, is left out.
  void add(Lane& lane, media::ConstSoundSpan sound, nanoseconds at);

  /// The moment of the next sample that take() gives.
  [[nodiscard]] nanoseconds front() const { return media::to_time(front_); }
  /// Fills `block` with what is to be heard from front() on.
  void take(media::SoundSpan block);

 private:
  std::int64_t front_;     // in samples
  std::vector<int> sums_;  // from front_ on
};

}  // namespace vchat::recording
