// Sums of sounds that may be too loud.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace vchat::media {

/// Full scale is approached, not cut off: linear up to three quarters. Reentrant.
inline std::int16_t limited(int sum) {
  constexpr int linear = 24576;
  constexpr double room = 32767 - linear;
  const int loudness = std::abs(sum);
  if (loudness <= linear) return static_cast<std::int16_t>(sum);
  const double soft = linear + room * std::tanh((loudness - linear) / room);
  return static_cast<std::int16_t>(sum < 0 ? -soft : soft);
}

}  // namespace vchat::media
