// The barcode that carries the time at which a frame was made: where it lies in the picture, and its bits.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace vchat::bench {

inline constexpr int picture_width = 640;   // pixels
inline constexpr int picture_height = 360;  // pixels
inline constexpr int picture_rate = 30;     // frames a second

/// A dark band across the picture with one row of square blocks in it, light for 1. It lies in the middle, where a grid
/// draws neither names nor frames. chromium/page.js draws the same.
inline constexpr int block = 16;  // pixels
inline constexpr int block_count = 36;
inline constexpr int barcode_x = 32;                 // pixels; left of it and right of it the band is dark
inline constexpr int barcode_y = 160;                // pixels, of the blocks' upper edge
inline constexpr int barcode_height = 32;            // pixels
inline constexpr std::uint8_t dark = 30;             // luma
inline constexpr std::uint8_t light = 220;           // luma
inline constexpr std::uint32_t scramble = 0xAAAAAA;  // no long run of equal blocks in the upper bits of the time
inline constexpr std::uint32_t ticks_modulus = 1U << 24U;

using Bits = std::array<bool, block_count>;

struct Stamp {
  std::uint32_t ticks = 0;  // wall clock in units of 0.1 ms, modulo 2^24
  unsigned source = 0;      // 0 to 3: whose picture it is
};

/// Wall clock in units of 0.1 ms.
inline std::uint64_t wall_ticks() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 10000U + static_cast<std::uint64_t>(now.tv_nsec) / 100000U;
}

inline std::uint32_t checksum(const Stamp& stamp) {
  std::uint32_t sum = 9U + 5U * stamp.source;
  for (unsigned shift = 0; shift < 24; shift += 4) sum = sum * 3U + ((stamp.ticks >> shift) & 15U);
  return (sum ^ (sum >> 4U) ^ (sum >> 8U)) & 15U;
}

/// 1010, time (24 bits, the highest first, scrambled), source (2), checksum (4), 01.
inline Bits encode(const Stamp& stamp) {
  const std::uint64_t word = (std::uint64_t{0b1010} << 32U) |
                             (std::uint64_t{(stamp.ticks ^ scramble) & 0xFFFFFFU} << 8U) |
                             (std::uint64_t{stamp.source & 3U} << 6U) | (std::uint64_t{checksum(stamp)} << 2U) | 1U;
  Bits bits{};
  for (int i = 0; i < block_count; ++i) bits[static_cast<std::size_t>(i)] = ((word >> (block_count - 1 - i)) & 1U) != 0;
  return bits;
}

/// Nothing if the bits are not a barcode.
inline std::optional<Stamp> decode(const Bits& bits) {
  std::uint64_t word = 0;
  for (const bool bit : bits) word = (word << 1U) | (bit ? 1U : 0U);
  Stamp stamp{static_cast<std::uint32_t>((word >> 8U) & 0xFFFFFFU) ^ scramble,
              static_cast<unsigned>((word >> 6U) & 3U)};
  if ((word >> 32U) != 0b1010 || (word & 3U) != 1U || ((word >> 2U) & 15U) != checksum(stamp)) return std::nullopt;
  return stamp;
}

/// Milliseconds from `stamp` to `now` (wall_ticks); negative if the stamp lies in the future.
inline double age_ms(const Stamp& stamp, std::uint64_t now) {
  auto difference = static_cast<std::int64_t>((now - stamp.ticks) % ticks_modulus);
  if (difference > ticks_modulus / 2) difference -= ticks_modulus;
  return static_cast<double>(difference) / 10.0;
}

}  // namespace vchat::bench
