// Which pictures of something that stands still are worth encoding.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace vchat::media {

/// What is new always is. The same again is worth it as long as the picture may become sharper, for a keyframe, and now
/// and then as a sign of life. Not thread-safe.
class StillFilter {
 public:
  using Time = std::chrono::nanoseconds;  // on any clock that does not jump
  static constexpr Time sharpening = std::chrono::seconds(5);
  static constexpr Time sign_of_life = std::chrono::seconds(2);

  /// A picture has come, whether it is encoded or not. `repeated`: it is the one before again.
  void see(bool repeated) noexcept { fresh_ = fresh_ || !repeated; }
  [[nodiscard]] bool worth_it(bool keyframe_wanted, Time now) const noexcept {
    return fresh_ || keyframe_wanted || now < sharp_at_ || !last_ || now - *last_ >= sign_of_life;
  }
  /// It is encoded.
  void take(bool keyframe_wanted, Time now) noexcept {
    if (std::exchange(fresh_, false) || keyframe_wanted || !last_) sharp_at_ = now + sharpening;
    last_ = now;
  }

 private:
  bool fresh_ = false;
  Time sharp_at_{0};
  std::optional<Time> last_;
};

}  // namespace vchat::media
