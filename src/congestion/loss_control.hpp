// The rate that losses allow.
#pragma once

#include <span>

#include "congestion/packet_report.hpp"

namespace vchat::congestion {

/// Loss-based control (draft-ietf-rmcat-gcc-02, section 6): less above 10 % of loss, more below 2 %. Loss that is
/// always there, whatever the rate (a weak radio link), counts only as far as it exceeds its usual share, the mean of
/// some seconds: less sent would not make it less. Not thread-safe.
class LossControl {
 public:
  explicit LossControl(double most) : most_(most), rate_(most) {}

  struct Sending {
    double target;            // bit/s, what was sent at
    double arriving = 0;      // bit/s
    bool full_queue = false;  // packets wait, so that loss is no radio's
  };
  void add(std::span<const PacketReport> packets, Time now, const Sending& sending);

  /// bit/s.
  [[nodiscard]] double rate() const noexcept { return rate_; }
  /// The share of packets lost in the last full second.
  [[nodiscard]] double loss() const noexcept { return loss_; }
  /// True while loss forbids to send more.
  [[nodiscard]] bool holds() const noexcept { return holds_; }

 private:
  void judge(const Sending& sending);

  double most_;
  double rate_;
  double loss_ = 0;
  double usual_ = 0;
  bool holds_ = false;
  bool overflowed_ = false;  // the last time that it was too much
  std::optional<Time> since_;
  unsigned sent_ = 0;
  unsigned lost_ = 0;
};

}  // namespace vchat::congestion
