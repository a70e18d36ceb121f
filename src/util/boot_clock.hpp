// Time that goes on while the machine sleeps.
#pragma once

#include <chrono>
#include <ctime>

namespace vchat::util {

/// CLOCK_BOOTTIME (clock_gettime(2)), where std::chrono::steady_clock stands still in a suspended machine. Thread-safe.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  [[nodiscard]] static time_point now() noexcept {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

}  // namespace vchat::util
