// How much may be sent to one peer.
#pragma once

#include <span>

#include "congestion/delay_control.hpp"
#include "congestion/delay_trend.hpp"
#include "congestion/loss_control.hpp"
#include "congestion/queue_delay.hpp"
#include "congestion/rate_meter.hpp"

namespace vchat::congestion {

/// Google Congestion Control (draft-ietf-rmcat-gcc-02) on the sender's side: transport-wide feedback in, a rate out. It
/// knows neither sockets nor clocks: times are handed to it. Not thread-safe.
class Controller {
 public:
  struct Bounds {
    double least = 20'000;  // bit/s, all with headers and sound: less does not carry speech
    double start = 300'000;
    double most = 5'000'000;
  };

  explicit Controller(const Bounds& bounds);

  /// One feedback message: its packets in order of sending. `now` on the sender's clock.
  void on_feedback(std::span<const PacketReport> packets, Time now);
  /// Call a few times a second while something is sent: without feedback for long the rate falls.
  void tick(Time now);
  /// The rate is no more than that for now, bit/s: something else has shown what the network carries.
  void limit(double rate);

  /// bit/s.
  [[nodiscard]] double target() const noexcept { return target_; }
  /// What arrives at the other side, bit/s; 0 before that is known.
  [[nodiscard]] double arriving() const { return meter_.rate().value_or(0); }
  /// True once the link was seen to be full: bursts do harm there.
  [[nodiscard]] bool knows_capacity() const noexcept { return delay_.knows_capacity(); }
  [[nodiscard]] double loss() const noexcept { return loss_.loss(); }
  [[nodiscard]] Time queued() const { return queue_.standing(); }

 private:
  Bounds bounds_;
  DelayTrend trend_;
  OveruseDetector detector_;
  QueueDelay queue_;
  RateMeter meter_;
  LossControl loss_;
  DelayControl delay_;
  double target_;
  std::optional<Time> heard_;
  bool unheard_ = false;
};

}  // namespace vchat::congestion
