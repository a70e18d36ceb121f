#include "media/playout.hpp"

#include <algorithm>

namespace vchat::media {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::nanoseconds window = 4s;
constexpr std::size_t max_samples = 256;
// Unevenness below half a period of a 60 Hz screen is not seen, so it is not worth a delay.
constexpr std::chrono::nanoseconds tolerance = 8ms;
constexpr std::chrono::nanoseconds fall_time = 2s;
constexpr std::chrono::nanoseconds max_delay = 1s;
constexpr std::chrono::nanoseconds lip_sync = 45ms;
// So many frames in a row that lie outside of all before are a shift of the timestamps, not jitter.
constexpr std::size_t shift_frames = 8;
constexpr std::chrono::nanoseconds min_shift = 5ms;

}  // namespace

void PlayoutDelay::observe(nanoseconds arrival, nanoseconds pts) {
  const auto elapsed = samples_.empty() ? 0ns : std::clamp<nanoseconds>(arrival - samples_.back().arrival, 0ns, 1s);
  const bool first = samples_.empty();
  samples_.push_back({arrival, arrival - pts});
  while (samples_.size() > max_samples || samples_.front().arrival + window < arrival) samples_.pop_front();

  const auto before = samples_.size();
  forget_before_shift();
  const auto wanted = goal();
  if (first || samples_.size() < before || wanted >= video_delay_) {
    video_delay_ = wanted;
  } else {
    video_delay_ -= (video_delay_ - wanted) * elapsed.count() / fall_time.count();
  }
}

void PlayoutDelay::forget_before_shift() {
  if (samples_.size() <= shift_frames) return;
  const auto recent = samples_.end() - shift_frames;
  const auto less = [](const Sample& a, const Sample& b) { return a.delay < b.delay; };
  const auto [old_min, old_max] = std::minmax_element(samples_.begin(), recent, less);
  const auto [new_min, new_max] = std::minmax_element(recent, samples_.end(), less);
  const bool down = new_max->delay + min_shift < old_min->delay;
  const bool up = new_min->delay > old_max->delay + min_shift;
  if (down || up) samples_.erase(samples_.begin(), recent);
}

PlayoutDelay::nanoseconds PlayoutDelay::goal() {
  sorted_.clear();
  for (const auto& sample : samples_) sorted_.push_back(sample.delay);
  std::sort(sorted_.begin(), sorted_.end());
  const auto low = sorted_[sorted_.size() / 10];
  const auto high = sorted_[sorted_.size() * 95 / 100];
  return std::max(low, high - tolerance);
}

PlayoutDelay::nanoseconds PlayoutDelay::target() const {
  const auto with_sound = audio_delay_ > 0ns ? std::max(video_delay_, audio_delay_ - lip_sync) : video_delay_;
  return std::clamp<nanoseconds>(with_sound, -max_delay, max_delay);
}

}  // namespace vchat::media
