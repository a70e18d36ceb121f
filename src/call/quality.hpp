// How good a connection is, in bars.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "peer/session.hpp"

namespace vchat::call {

inline constexpr int most_bars = 4;

/// From 4 (nothing to complain of) to 1 for what came in one second, with `freezes` of the picture in it; 0 if nothing
/// came at all. Reentrant.
[[nodiscard]] int bars_of(const peer::SessionStats& figures, std::uint64_t freezes);

/// Bars that fall at once and rise only after some seconds, so that they can be read. Not thread-safe.
class QualityMeter {
 public:
  /// Call once a second with the newest figures of one session; returns the bars to show.
  int update(const peer::SessionStats& figures);

 private:
  std::array<int, 4> recent_{most_bars, most_bars, most_bars, most_bars};
  std::size_t next_ = 0;
  std::uint64_t freezes_ = 0;
};

}  // namespace vchat::call
