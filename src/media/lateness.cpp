#include "media/lateness.hpp"

#include <algorithm>

namespace vchat::media {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::nanoseconds window = 4s;
constexpr std::size_t max_samples = 400;
// So many in a row that lie outside of all before are a shift of the timestamps, not jitter.
constexpr std::ptrdiff_t shift_samples = 8;
constexpr std::chrono::nanoseconds min_shift = 5ms;
// Nothing comes so much earlier than all before it but by a jump of the timestamps; later it may, after an
// interruption.
constexpr std::chrono::nanoseconds sure_shift = 500ms;

}  // namespace

bool Lateness::add(nanoseconds arrival, nanoseconds timestamp) {
  const auto lateness = arrival - timestamp;
  const auto is_far_later = [&](const Sample& sample) { return sample.lateness > lateness + sure_shift; };
  const bool jumped = !samples_.empty() && std::all_of(samples_.begin(), samples_.end(), is_far_later);
  if (jumped) samples_.clear();
  samples_.push_back({arrival, lateness});
  while (samples_.size() > max_samples || samples_.front().arrival + window < arrival) samples_.pop_front();
  if (std::ssize(samples_) <= shift_samples) return jumped;

  const auto recent = samples_.end() - shift_samples;
  const auto less = [](const Sample& a, const Sample& b) { return a.lateness < b.lateness; };
  const auto [old_min, old_max] = std::minmax_element(samples_.begin(), recent, less);
  const auto [new_min, new_max] = std::minmax_element(recent, samples_.end(), less);
  const bool down = new_max->lateness + min_shift < old_min->lateness;
  const bool up = new_min->lateness > old_max->lateness + min_shift;
  if (down || up) samples_.erase(samples_.begin(), recent);
  return down || up;
}

Lateness::nanoseconds Lateness::percentile(std::size_t percent) {
  sorted_.clear();
  for (const auto& sample : samples_) sorted_.push_back(sample.lateness);
  const auto at = sorted_.begin() + static_cast<std::ptrdiff_t>((sorted_.size() - 1) * percent / 100);
  std::nth_element(sorted_.begin(), at, sorted_.end());
  return *at;
}

}  // namespace vchat::media
