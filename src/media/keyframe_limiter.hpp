// Merges requests for keyframes.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace vchat::media {

/// One keyframe in `interval` in the long run, up to `burst` of them sooner (GCRA, ITU-T I.371): when somebody joins,
/// the encoder's first one comes before the connection, and the one that is asked for then must not wait for it. No
/// request is lost: one that comes too early is met as soon as it may be. Asked once for each frame, so that it needs
/// no timer. Reentrant.
class KeyframeLimiter {
 public:
  using Time = std::chrono::nanoseconds;  // on any clock that does not jump
  static constexpr Time interval = std::chrono::milliseconds(500);
  static constexpr int burst = 3;
  static constexpr Time gap = std::chrono::milliseconds(60);  // requests of several peers for one loss come together

  void request() noexcept { requested_ = true; }

  /// Somebody waits for one.
  [[nodiscard]] bool requested() const noexcept { return requested_; }

  /// True if the frame at `now` is to be a keyframe; that ends the requests until then. The first frame always is one.
  [[nodiscard]] bool take(Time now) noexcept {
    if (last_ && (!requested_ || now < *last_ + gap || now + (burst - 1) * interval < next_)) return false;
    next_ = last_ ? std::max(next_, now) + interval : now + interval;
    last_ = now;
    requested_ = false;
    return true;
  }

 private:
  bool requested_ = false;
  std::optional<Time> last_;
  Time next_{0};  // when one is due at an even pace
};

}  // namespace vchat::media
