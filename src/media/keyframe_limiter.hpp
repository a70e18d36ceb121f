// Merges requests for keyframes.
#pragma once

#include <chrono>
#include <optional>

namespace vchat::media {

/// At most one keyframe in `interval`, and no request is lost: one that comes too early is due at the end of the
/// interval. Asked once for each frame, so that it needs no timer. Reentrant.
class KeyframeLimiter {
 public:
  using Time = std::chrono::nanoseconds;  // on any clock that does not jump
  static constexpr Time interval = std::chrono::milliseconds(500);

  void request() noexcept { requested_ = true; }

  /// True if the frame at `now` is to be a keyframe; that ends the requests until then. The first frame always is one.
  [[nodiscard]] bool take(Time now) noexcept {
    if (last_ && (!requested_ || now - *last_ < interval)) return false;
    last_ = now;
    requested_ = false;
    return true;
  }

 private:
  bool requested_ = false;
  std::optional<Time> last_;
};

}  // namespace vchat::media
