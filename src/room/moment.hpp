// The time, by both clocks.
#pragma once

#include <chrono>
#include <cstdint>

namespace vchat::room {

/// One moment: `steady` for how long something takes, `wall` for what others are told.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;

  [[nodiscard]] static Moment now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

  /// ms since 1970.
  [[nodiscard]] std::int64_t milliseconds() const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch()).count();
  }
};

}  // namespace vchat::room
