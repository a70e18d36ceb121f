// Counts the freezes of a picture as browsers do.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vchat::peer {

/// A freeze is a gap between two frames longer than max(3 mean, mean + 150 ms), with the mean over the last 30 gaps
/// (W3C webrtc-stats, freezeCount). Pure logic; reentrant.
class FreezeCounter {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  void frame_shown(nanoseconds when);
  /// The picture stopped on purpose (camera off): the gap until the next frame does not count.
  void pause() { last_ = nanoseconds::min(); }
  [[nodiscard]] std::uint64_t freezes() const noexcept { return freezes_; }

 private:
  std::array<nanoseconds, 30> gaps_{};
  std::size_t count_ = 0;
  nanoseconds sum_{0};
  nanoseconds last_ = nanoseconds::min();
  std::uint64_t freezes_ = 0;
};

}  // namespace vchat::peer
