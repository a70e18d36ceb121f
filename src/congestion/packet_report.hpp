// What came back about one packet that was sent.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace vchat::congestion {

/// Since some moment of the clock that it is read from. The sender's and the receiver's need not agree.
using Time = std::chrono::microseconds;

/// One packet in transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
struct PacketReport {
  Time sent{};                   // the sender's clock
  std::optional<Time> received;  // the receiver's clock; nothing: lost
  std::size_t bytes = 0;
  bool again = false;  // it was sent before, and got lost
};

[[nodiscard]] constexpr double milliseconds(Time time) noexcept {
  return static_cast<double>(time.count()) / 1e3;
}

[[nodiscard]] constexpr double seconds(Time time) noexcept {
  return static_cast<double>(time.count()) / 1e6;
}

}  // namespace vchat::congestion
