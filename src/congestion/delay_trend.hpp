// How fast the delay of the packets grows.
#pragma once

#include <deque>

#include "congestion/packet_report.hpp"

namespace vchat::congestion {

/// Compares groups of packets as draft-ietf-rmcat-gcc-02, sections 5.1 and 5.2, does, and fits a line through the delay
/// that has built up over the last groups: the filter that libwebrtc uses today (`TrendlineEstimator`) where the
/// draft's section 5.3 has a Kalman filter. Not thread-safe.
class DelayTrend {
 public:
  /// Packets that arrived, in order of sending. True when a group was completed, and trend() is new.
  bool add(const PacketReport& packet);

  /// Milliseconds, to be held against the threshold of OveruseDetector; positive while a queue grows.
  [[nodiscard]] double trend() const noexcept { return trend_; }
  /// When the last complete group arrived, on the receiver's clock.
  [[nodiscard]] Time arrival() const noexcept { return previous_ ? previous_->last_received : Time{}; }

 private:
  struct Group {
    Time first_sent;
    Time last_sent;
    Time last_received;
  };
  struct Point {
    double at;     // ms
    double delay;  // ms
  };

  [[nodiscard]] bool belongs(const PacketReport& packet) const;
  void compare();
  [[nodiscard]] double slope() const;

  std::optional<Group> current_;
  std::optional<Group> previous_;
  std::optional<Time> start_;
  std::deque<Point> points_;
  double built_up_ = 0;
  double smoothed_ = 0;
  int groups_ = 0;
  double trend_ = 0;
};

}  // namespace vchat::congestion
