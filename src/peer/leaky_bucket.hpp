// How long something has to wait so that no more than a rate leaves.
#pragma once

#include <algorithm>
#include <chrono>

namespace vchat::peer {

/// A leaky bucket (ITU-T I.371, annex A) of a depth in time, so that it follows the rate. Pure logic; not thread-safe.
class LeakyBucket {
 public:
  using Seconds = std::chrono::duration<double>;

  /// `depth`: what passes at once, as the time that it takes at the rate. `most`: the longest that anything waits.
  LeakyBucket(Seconds depth, Seconds most) : depth_(depth), most_(most) {}

  /// bit/s from now on; 0: nothing waits.
  void set_rate(double rate) noexcept { rate_ = rate; }
  /// Lets out what has leaked in this time.
  void leak(Seconds passed) noexcept {
    level_ = std::clamp(level_ - rate_ * passed.count(), 0.0, rate_ * (depth_ + most_).count());
  }
  /// Until so many bits fit in; not positive: they do.
  [[nodiscard]] Seconds wait(double bits) const noexcept {
    return rate_ > 0 ? std::min(Seconds((level_ + bits) / rate_) - depth_, most_) : Seconds(0);
  }
  void fill(double bits) noexcept { level_ += bits; }

 private:
  Seconds depth_;
  Seconds most_;
  double rate_ = 0;
  double level_ = 0;  // bits
};

}  // namespace vchat::peer
