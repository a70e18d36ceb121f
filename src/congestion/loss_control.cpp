#include "congestion/loss_control.hpp"

#include <algorithm>

namespace vchat::congestion {

namespace {

constexpr Time period{1'000'000};
constexpr unsigned least_packets = 20;
// Thresholds of draft-ietf-rmcat-gcc-02, section 6.
constexpr double much = 0.10;
constexpr double little = 0.02;
// More than this is no radio's usual loss.
constexpr double most_usual = 0.12;
constexpr double learns = 0.3;   // of the distance to what is usual, a second
constexpr double growth = 1.15;  // a second: what lost packets took comes back sooner than the draft's 5 %
constexpr double enough_less = 0.7;
constexpr double growth_after_queue = 2;  // where a queue overflowed: DelayControl knows how far to go

}  // namespace

void LossControl::add(std::span<const PacketReport> packets, Time now, const Sending& sending) {
  if (!since_) since_ = now;
  for (const auto& packet : packets) {
    ++sent_;
    if (!packet.received) ++lost_;
  }
  if (now - *since_ < period || sent_ < least_packets) return;
  loss_ = static_cast<double>(lost_) / sent_;
  since_ = now;
  sent_ = lost_ = 0;
  judge(sending);
}

void LossControl::judge(const Sending& sending) {
  const double excess = loss_ - usual_;
  // Of some tens of packets now more, now fewer are lost: usual is their mean. What a full queue loses never raises it.
  if (loss_ < usual_ || !sending.full_queue) usual_ = std::min(usual_ + learns * (loss_ - usual_), most_usual);
  holds_ = excess >= little;
  if (excess > much) {
    rate_ = std::min(rate_, sending.target) * (1 - 0.5 * excess);
    // Less is not needed to empty a queue, and DelayControl does that.
    if (sending.full_queue) rate_ = std::max(rate_, enough_less * sending.arriving);
    overflowed_ = sending.full_queue;
  } else if (!holds_) {
    rate_ = std::min(rate_ * (overflowed_ ? growth_after_queue : growth), most_);
  }
}

}  // namespace vchat::congestion
