// How often something may be done: at a rate in the long run, and some at once.
#pragma once

#include <algorithm>
#include <chrono>

namespace vchat::util {

/// Full at first with `burst`; fills with `rate` a second. A rate of 0 allows everything. Not thread-safe.
class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  TokenBucket(double rate, double burst, Time now) noexcept
      : rate_(rate), burst_(std::max(burst, 1.0)), tokens_(burst_), filled_at_(now) {}

  /// True if it may be done at `now`, which never goes back; it counts as done then.
  [[nodiscard]] bool take(Time now) noexcept {
    if (rate_ <= 0) return true;
    fill(now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  /// True if nothing was taken for so long that it is full again: it need not be kept.
  [[nodiscard]] bool full(Time now) noexcept {
    fill(now);
    return tokens_ >= burst_;
  }

  /// How long it takes until one more is there; 0 if one is.
  [[nodiscard]] std::chrono::duration<double> wait(Time now) noexcept {
    fill(now);
    return std::chrono::duration<double>(rate_ <= 0 || tokens_ >= 1 ? 0 : (1 - tokens_) / rate_);
  }

 private:
  void fill(Time now) noexcept {
    const std::chrono::duration<double> passed = now - filled_at_;
    filled_at_ = now;
    tokens_ = std::min(burst_, tokens_ + passed.count() * rate_);
  }

  double rate_;
  double burst_;
  double tokens_;
  Time filled_at_;
};

}  // namespace vchat::util
