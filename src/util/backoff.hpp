// Growing waits between tries, spread so that many clients do not come back at the same moment.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace vchat::util {

/// Waits of first, 2 first, 4 first … up to longest, each multiplied by a random number from 0.5 to 1.5. Not
/// thread-safe.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : first_(first), longest_(longest), wait_(first) {}

  [[nodiscard]] std::chrono::milliseconds next() {
    const auto wait = wait_;
    wait_ = std::min(2 * wait_, longest_);
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(wait.count()) *
                                                               std::uniform_real_distribution(0.5, 1.5)(random_)));
  }
  /// Something between nothing and `most`.
  [[nodiscard]] std::chrono::milliseconds part_of(std::chrono::milliseconds most) {
    return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random_));
  }
  void reset() noexcept { wait_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds longest_;
  std::chrono::milliseconds wait_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace vchat::util
