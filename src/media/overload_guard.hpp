// Less work for a processor that cannot keep up with the encoders.
#pragma once

#include <array>
#include <cstddef>

namespace vchat::media {

/// Pictures in some time.
struct EncoderLoad {
  int offered = 0;  // to the encoders
  int late = 0;     // of them: a newer one was there before an encoder was free
};

/// What is encoded at most.
struct WorkLimit {
  double framerate = 1;        // share of the full rate
  std::size_t first_rung = 0;  // the largest size, as an index into the ladder
  friend bool operator==(const WorkLimit&, const WorkLimit&) = default;
};

/// Frames that are late mean too much work: fewer of them first, then smaller ones. Takes seconds to go down, and
/// longer to come back; longer each time that coming back was too much. Pure logic; not thread-safe.
class OverloadGuard {
 public:
  /// Call once a second with what has happened in it. True if the limit has changed.
  bool update(const EncoderLoad& load);
  [[nodiscard]] WorkLimit limit() const;
  /// More than a passing moment.
  [[nodiscard]] bool overloaded() const noexcept { return level_ >= lasting_level; }

 private:
  static constexpr std::size_t lasting_level = 2;

  std::size_t level_ = 0;
  int bad_ = 0;  // seconds in a row, as the next
  int good_ = 0;
  int patience_ = 0;  // 0: the usual
  int since_return_ = 0;
  bool returned_ = false;
};

}  // namespace vchat::media
