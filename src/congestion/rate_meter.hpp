// How much arrives.
#pragma once

#include <deque>

#include "congestion/packet_report.hpp"

namespace vchat::congestion {

/// The rate at which packets arrive at the other side (draft-ietf-rmcat-gcc-02, section 5.5: R_hat over T = 0.5 s), on
/// the receiver's clock. Not thread-safe.
class RateMeter {
 public:
  /// Packets that arrived; slight disorder does not matter.
  void add(Time received, std::size_t bytes);

  /// bit/s; nothing while less than a fifth of the window is known.
  [[nodiscard]] std::optional<double> rate() const;
  /// The same over the last 0.2 s: less certain, but soon. Nothing before so much is known.
  [[nodiscard]] std::optional<double> recent() const;

 private:
  struct Arrival {
    Time at;
    std::size_t bytes;
  };
  std::deque<Arrival> arrivals_;
  std::size_t bytes_ = 0;
};

}  // namespace vchat::congestion
