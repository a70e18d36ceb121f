// Tells a picture that pauses from one that the network holds up.
#pragma once

#include <algorithm>
#include <chrono>

namespace vchat::peer {

/// A picture pauses when none of its packets has come for a while in which sound or reports did come: the other side
/// sends none, for its network carries only the sound. What the network itself stops stops altogether. Times are of
/// one clock, from above 0. Pure logic; not thread-safe.
class PictureWatch {
 public:
  using Time = std::chrono::nanoseconds;

  /// Call each half a second or so. `picture` and `anything`: when the last packet of it came; 0: none yet.
  void update(Time picture, Time anything, Time now) {
    if (now - anything > gap) since_ = now;
    const auto last = std::max(picture, since_);
    pauses_ = picture.count() > 0 && now - last >= patience;
  }
  /// The other side has just stopped or started its picture by itself.
  void restart(Time now) {
    since_ = now;
    pauses_ = false;
  }
  [[nodiscard]] bool pauses() const noexcept { return pauses_; }

 private:
  static constexpr Time gap = std::chrono::milliseconds(1200);       // RTCP of a browser may come only once a second
  static constexpr Time patience = std::chrono::milliseconds(2500);  // no picture has fewer than one frame a second

  Time since_{0};
  bool pauses_ = false;
};

}  // namespace vchat::peer
