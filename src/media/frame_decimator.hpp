// Leaves out frames evenly.
#pragma once

#include <algorithm>
#include <chrono>

namespace vchat::media {

/// Which frames of a stream to keep so that at most `rate` a second are left. Not thread-safe.
class FrameDecimator {
 public:
  /// Frames a second.
  void set_rate(double rate) { interval_ = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate)); }

  /// True if the frame of that moment is to be kept.
  [[nodiscard]] bool take(std::chrono::nanoseconds at) {
    // Cameras are not exact: a frame that comes a little early is on time.
    if (at + interval_ / 3 < due_ && at + 4 * interval_ > due_) return false;
    due_ = std::max(due_ + interval_, at);
    return true;
  }

 private:
  std::chrono::nanoseconds interval_{0};
  std::chrono::nanoseconds due_{0};
};

}  // namespace vchat::media
