// When a received picture is to be shown: as early as the network's jitter and the sound allow.
#pragma once

#include <chrono>
#include <optional>

#include "media/lateness.hpp"

namespace vchat::media {

/// Learns from the arrivals of one peer's frames how long after its timestamp a frame is best shown, so that frames
/// come evenly. On a clean path that is at once; late frames raise it within some 200 ms, it falls slowly. Pure logic;
/// reentrant.
class PlayoutDelay {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// One decoded frame: when it was there and its timestamp, both running times.
  void observe(nanoseconds arrival, nanoseconds pts);

  /// From a timestamp until the sound of that moment is heard (Voice::playout_delay()); zero if there is no sound.
  void set_audio_delay(nanoseconds delay) { audio_delay_ = delay; }

  /// A frame is to be shown at its timestamp plus this, or at once if that has passed; one after a freeze at once in
  /// any case. Negative when timestamps lie in the future; at most a second more than the frames take. At most 25 ms
  /// before its sound, as far as the sound device tells its delay: with what it does not tell that stays within 45 ms,
  /// the lead of sound over picture, and so taken for the other way round too, at which people begin to notice (ITU-R
  /// BT.1359-1; it allows 125 ms for sound that lags).
  [[nodiscard]] nanoseconds target() const;

 private:
  Lateness lateness_;
  std::optional<nanoseconds> at_once_;  // for the frame that ends a freeze
  nanoseconds least_delay_{0};
  nanoseconds video_delay_{0};
  nanoseconds audio_delay_{0};
};

}  // namespace vchat::media
