// The one form that sound has inside vchat: S16, mono, 48 kHz.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vchat::media {

inline constexpr int sound_rate = 48000;         // Hz
inline constexpr std::size_t sound_block = 480;  // samples: what is mixed at a time, 10 ms
inline constexpr std::chrono::milliseconds sound_block_time{10};

using SoundSpan = std::span<std::int16_t>;
using ConstSoundSpan = std::span<const std::int16_t>;

constexpr std::int64_t to_samples(std::chrono::nanoseconds time) {
  return time.count() * 6 / 125'000;
}
constexpr std::chrono::nanoseconds to_time(std::int64_t samples) {
  return std::chrono::nanoseconds(samples * 125'000 / 6);
}

}  // namespace vchat::media
