#include "media/playout.hpp"

#include <algorithm>

namespace vchat::media {

using namespace std::chrono_literals;

namespace {

// Unevenness below half a period of a 60 Hz screen is not seen, so it is not worth a delay.
constexpr std::chrono::nanoseconds tolerance = 8ms;
constexpr std::chrono::nanoseconds fall_time = 2s;
constexpr std::chrono::nanoseconds max_delay = 1s;
constexpr std::chrono::nanoseconds freeze = 400ms;  // between two frames
// Of the 45 ms that nobody notices, some 20 are left to what sound devices do not tell of their delay: 18 were measured
// with PulseAudio (docs/performance.md).
constexpr std::chrono::nanoseconds lip_sync = 25ms;

}  // namespace

void PlayoutDelay::observe(nanoseconds arrival, nanoseconds pts) {
  const bool first = lateness_.empty();
  const auto elapsed = first ? 0ns : std::clamp<nanoseconds>(arrival - lateness_.last_arrival(), 0ns, 1s);
  at_once_ = elapsed > freeze ? std::optional(arrival - pts) : std::nullopt;
  const bool jumped = lateness_.add(arrival, pts);
  least_delay_ = lateness_.percentile(10);
  const auto wanted = std::max(least_delay_, lateness_.percentile(95) - tolerance);
  if (first || jumped || wanted >= video_delay_)
    video_delay_ = wanted;
  else
    video_delay_ -= (video_delay_ - wanted) * elapsed.count() / fall_time.count();
}

PlayoutDelay::nanoseconds PlayoutDelay::target() const {
  if (at_once_) return *at_once_;
  const auto with_sound = audio_delay_ > 0ns ? std::max(video_delay_, audio_delay_ - lip_sync) : video_delay_;
  return std::min(with_sound, least_delay_ + max_delay);
}

}  // namespace vchat::media
