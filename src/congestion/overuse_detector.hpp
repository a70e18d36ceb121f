// Whether the network carries what is sent.
#pragma once

#include "congestion/packet_report.hpp"

namespace vchat::congestion {

enum class Usage { normal, overuse, underuse };

/// Holds the trend of the delay against a threshold that adapts itself, so that a competing flow does not starve this
/// one (draft-ietf-rmcat-gcc-02, section 5.4; constants of libwebrtc's TrendlineEstimator, which suit DelayTrend). Not
/// thread-safe.
class OveruseDetector {
 public:
  /// `trend` in ms, `now` never goes back.
  Usage update(double trend, Time now);

  [[nodiscard]] Usage usage() const noexcept { return usage_; }

 private:
  void adapt(double trend, double passed);

  double threshold_ = 12.5;  // ms
  double previous_trend_ = 0;
  double over_for_ = 0;  // ms
  int over_times_ = 0;
  std::optional<Time> updated_;
  Usage usage_ = Usage::normal;
};

}  // namespace vchat::congestion
