#include "media/time_stretch.hpp"

#include <cmath>

namespace vchat::media {

namespace {

constexpr std::size_t min_lag = 48;  // 1 ms
constexpr std::size_t compared = 240;

double product(ConstSoundSpan a, ConstSoundSpan b) {
  double sum = 0;
  for (std::size_t i = 0; i < compared; ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// The lag at which the sound resembles its own beginning most.
std::size_t best_lag(ConstSoundSpan sound) {
  std::size_t best = max_stretch;
  double best_likeness = 0;
  for (std::size_t lag = min_lag; lag <= max_stretch; ++lag) {
    const auto later = sound.subspan(lag);
    const double energy = product(later, later);
    if (energy <= 0) continue;
    const double likeness = product(sound, later) / std::sqrt(energy);
    if (likeness < best_likeness) continue;
    best = lag;
    best_likeness = likeness;
  }
  return best;
}

std::int16_t blend(std::int16_t from, std::int16_t to, double share) {
  return static_cast<std::int16_t>(std::lround(from + (to - from) * share));
}

}  // namespace

std::size_t play_faster(ConstSoundSpan sound, SoundSpan block) {
  const auto lag = best_lag(sound);
  for (std::size_t i = 0; i < block.size(); ++i)
    block[i] = blend(sound[i], sound[i + lag], static_cast<double>(i + 1) / static_cast<double>(block.size()));
  return block.size() + lag;
}

std::size_t play_slower(ConstSoundSpan sound, SoundSpan block) {
  const auto lag = best_lag(sound);
  for (std::size_t i = 0; i < lag; ++i) block[i] = sound[i];
  for (std::size_t i = lag; i < block.size(); ++i)
    block[i] =
        blend(sound[i], sound[i - lag], static_cast<double>(i + 1 - lag) / static_cast<double>(block.size() - lag));
  return block.size() - lag;
}

}  // namespace vchat::media
