// What a queue that empties again does to the timestamps of a stream: nothing.
#pragma once

#include <chrono>
#include <optional>

#include <gst/gst.h>

#include "util/window_minimum.hpp"

namespace vchat::peer {

/// When packets came, without what a queue on their way added for a moment. rtpjitterbuffer takes a packet that is
/// later than its latency for a new beginning of the stream, and is wrong by that much for the next two seconds:
/// picture and sound would be apart, and the picture late. Pure logic; not thread-safe.
class SteadyArrivals {
 public:
  using Time = std::chrono::nanoseconds;

  /// `timestamp`: what the sender says of the time. The arrival of the packet, at most `most` later than the earliest
  /// ones are after their timestamps; unless packets have been late for a second, or by one: that is no queue.
  [[nodiscard]] Time correct(Time arrival, Time timestamp, Time most);

 private:
  static constexpr Time window = std::chrono::seconds(20);
  static constexpr Time longest = std::chrono::seconds(1);

  util::WindowMinimum<Time> least_{window};
  util::WindowMinimum<Time> least_while_late_{window};
  std::optional<Time> late_since_;
};

/// Hands the packets of this rtpjitterbuffer over as if they had come like that. `clock_rate`: of their timestamps, Hz.
void steady_arrivals(GstElement* jitterbuffer, int clock_rate);

}  // namespace vchat::peer
