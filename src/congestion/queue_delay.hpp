// How long packets wait on their way.
#pragma once

#include "congestion/packet_report.hpp"
#include "util/window_minimum.hpp"

namespace vchat::congestion {

/// The delay of packets above the least of the last 20 s. The two clocks may drift apart by 1 ms in 10 s before that
/// matters. Not thread-safe.
class QueueDelay {
 public:
  void add(const PacketReport& packet);

  /// The queue that does not go away: the least in the last 300 ms (the idea of CoDel, RFC 8289, section 3.2). A
  /// keyframe makes none. 0 before the first packet.
  [[nodiscard]] Time standing() const;
  /// The same over the last 100 ms: less certain, but soon.
  [[nodiscard]] Time recent() const;

 private:
  util::WindowMinimum<Time> base_{Time(20'000'000)};
  util::WindowMinimum<Time> standing_{Time(300'000)};
  util::WindowMinimum<Time> recent_{Time(100'000)};
};

}  // namespace vchat::congestion
