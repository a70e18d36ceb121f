// What waits for a member whose connection is lost.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vchat::room {

/// Frames in the order in which they came; bounded (docs/protocol.md, "Resume"). Thread-bound.
class Backlog {
 public:
  static constexpr std::size_t max_frames = 256;
  static constexpr std::size_t max_bytes = 256 * 1024;

  /// False if it does not fit: some are missing from then on, and nothing is kept.
  bool add(std::string_view frame) {
    bytes_ += frame.size();
    overflown_ = overflown_ || frames_.size() == max_frames || bytes_ > max_bytes;
    if (overflown_) {
      frames_ = {};
      return false;
    }
    frames_.emplace_back(frame);
    return true;
  }

  [[nodiscard]] bool overflown() const noexcept { return overflown_; }

  /// Hands the frames over; it is empty then.
  [[nodiscard]] std::vector<std::string> take() noexcept {
    bytes_ = 0;
    return std::exchange(frames_, {});
  }

 private:
  std::vector<std::string> frames_;
  std::size_t bytes_ = 0;
  bool overflown_ = false;
};

}  // namespace vchat::room
