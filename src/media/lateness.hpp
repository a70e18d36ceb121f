// How late what is received comes, over the last seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

namespace vchat::media {

/// Arrival minus timestamp of the frames or blocks of one stream. It has no fixed zero: timestamps may lie in the
/// future, and jump (RTCP sync, RFC 3550 section 6.4.1). After some arrivals that lie elsewhere altogether the past is
/// forgotten. Pure logic; reentrant.
class Lateness {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// Both are running times. True if the timestamps have jumped.
  bool add(nanoseconds arrival, nanoseconds timestamp);
  [[nodiscard]] bool empty() const { return samples_.empty(); }
  [[nodiscard]] nanoseconds last_arrival() const { return samples_.back().arrival; }
  /// That so many in a hundred do not exceed. Not to be called when empty.
  [[nodiscard]] nanoseconds percentile(std::size_t percent);

 private:
  struct Sample {
    nanoseconds arrival;
    nanoseconds lateness;
  };

  std::deque<Sample> samples_;
  std::vector<nanoseconds> sorted_;  // kept for its memory
};

}  // namespace vchat::media
