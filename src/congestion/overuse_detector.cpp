#include "congestion/overuse_detector.hpp"

#include <algorithm>
#include <cmath>

namespace vchat::congestion {

namespace {

constexpr double overuse_time = 10;  // ms
constexpr double widest_step = 15;   // ms; a trend that far out is an outlier and moves no threshold
constexpr double up = 0.0087;        // per ms
constexpr double down = 0.039;
constexpr double least_threshold = 6;  // ms
constexpr double most_threshold = 600;
constexpr double longest_pause = 100;  // ms

}  // namespace

Usage OveruseDetector::update(double trend, Time now) {
  const double passed = updated_ ? std::clamp(milliseconds(now - *updated_), 0.0, longest_pause) : 0;
  updated_ = now;
  if (trend > threshold_) {
    over_for_ += passed;
    ++over_times_;
    if (over_for_ > overuse_time && over_times_ > 1 && trend >= previous_trend_) usage_ = Usage::overuse;
  } else {
    over_for_ = 0;
    over_times_ = 0;
    usage_ = trend < -threshold_ ? Usage::underuse : Usage::normal;
  }
  previous_trend_ = trend;
  adapt(trend, passed);
  return usage_;
}

void OveruseDetector::adapt(double trend, double passed) {
  const double size = std::abs(trend);
  if (size > threshold_ + widest_step) return;
  const double speed = size < threshold_ ? down : up;
  threshold_ = std::clamp(threshold_ + speed * (size - threshold_) * passed, least_threshold, most_threshold);
}

}  // namespace vchat::congestion
