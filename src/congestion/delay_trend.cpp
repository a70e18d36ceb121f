#include "congestion/delay_trend.hpp"

#include <algorithm>

namespace vchat::congestion {

namespace {

// The burst time of draft-ietf-rmcat-gcc-02, section 5.2.
constexpr Time burst{5'000};
// A gap this long says nothing about the queue before it.
constexpr Time forgotten{2'000'000};
// As in libwebrtc's TrendlineEstimator.
constexpr std::size_t window = 20;
constexpr double smoothing = 0.9;
constexpr double gain = 4;
constexpr int most_weight = 60;

}  // namespace

bool DelayTrend::belongs(const PacketReport& packet) const {
  if (packet.sent - current_->first_sent <= burst) return true;
  // Packets that a bottleneck let go at once say how it empties, not how it fills.
  const auto arrived_after = *packet.received - current_->last_received;
  return arrived_after <= burst && arrived_after < packet.sent - current_->last_sent;
}

bool DelayTrend::add(const PacketReport& packet) {
  if (current_ && packet.sent - current_->last_sent > forgotten) *this = DelayTrend();
  if (!current_) {
    current_ = Group{packet.sent, packet.sent, *packet.received};
    return false;
  }
  if (belongs(packet)) {
    current_->last_sent = std::max(current_->last_sent, packet.sent);
    current_->last_received = std::max(current_->last_received, *packet.received);
    return false;
  }
  const bool compared = previous_.has_value();
  if (compared) compare();
  previous_ = current_;
  current_ = Group{packet.sent, packet.sent, *packet.received};
  return compared;
}

void DelayTrend::compare() {
  const auto grown =
      (current_->last_received - previous_->last_received) - (current_->last_sent - previous_->last_sent);
  if (!start_) start_ = current_->last_received;
  ++groups_;
  built_up_ += milliseconds(grown);
  smoothed_ = smoothing * smoothed_ + (1 - smoothing) * built_up_;
  points_.push_back({milliseconds(current_->last_received - *start_), smoothed_});
  if (points_.size() > window) points_.pop_front();
  if (points_.size() == window) trend_ = std::min(groups_, most_weight) * slope() * gain;
}

/// By least squares.
double DelayTrend::slope() const {
  double mean_at = 0;
  double mean_delay = 0;
  for (const auto& point : points_) {
    mean_at += point.at / static_cast<double>(points_.size());
    mean_delay += point.delay / static_cast<double>(points_.size());
  }
  double above = 0;
  double below = 0;
  for (const auto& point : points_) {
    above += (point.at - mean_at) * (point.delay - mean_delay);
    below += (point.at - mean_at) * (point.at - mean_at);
  }
  return below > 0 ? above / below : 0;
}

}  // namespace vchat::congestion
