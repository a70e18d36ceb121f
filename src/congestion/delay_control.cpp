#include "congestion/delay_control.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vchat::congestion {

namespace {

// draft-ietf-rmcat-gcc-02, section 5.5.
constexpr double beta = 0.85;
constexpr double eta = 1.08;  // a second
constexpr double most_above_arriving = 1.5;
constexpr double response_time = 0.1;  // s, besides the round trip
constexpr double packet_bits = 1200 * 8;
constexpr double frames = 30;  // a second
// Ours.
constexpr double start_factor = 5;    // a second, until the first sign of a full link
constexpr double return_factor = 2;   // a second, below what the link was seen to carry
constexpr double most_growth = 0.06;  // a second, around the capacity: so much of a rate of two packets a frame
constexpr double probe_factor = 1.2;  // a second, there, where no queue has been for long
constexpr double fast_factor = 1.4;   // a second, beyond the capacity for some time without a queue
constexpr double faster_factor = 2;   // for a longer time
constexpr double near = 0.85;         // of the capacity: from here on with care
constexpr double beyond = 1.15;       // of the capacity: it is no longer the capacity
constexpr Time long_quiet{3'500'000};
constexpr Time sure{700'000};  // beyond the capacity
constexpr Time very_sure{1'700'000};
constexpr Time empty{10'000};       // a queue that is none
constexpr Time shallow{20'000};     // while starting
constexpr Time noticeable{25'000};  // near the capacity
constexpr Time deep{60'000};        // a queue that must be emptied
constexpr double back_to = 0.85;    // of the capacity, after that
constexpr double much_less = 0.7;   // of what is sent
constexpr double drained_to = 0.7;  // of what arrived, each time
constexpr int most_drains = 6;      // in a row: somebody else may fill the queue
constexpr Time truce{10'000'000};   // after so many
constexpr double slack = 20'000;    // bit/s
constexpr double capacity_weight = 0.3;

}  // namespace

DelayControl::DelayControl(double least, double start, double most) : least_(least), most_(most), rate_(start) {}

void DelayControl::update(const Input& input, Time now) {
  const double passed = updated_ ? std::clamp(seconds(now - *updated_), 0.0, 1.0) : 0;
  if (!updated_) quiet_since_ = beyond_since_ = now;
  updated_ = now;
  const bool queued = input.usage == Usage::overuse || input.recent > empty;
  if (queued || (capacity_ && rate_ < near * *capacity_)) quiet_since_ = now;
  if (queued || (capacity_ && rate_ < beyond * *capacity_)) beyond_since_ = now;
  if (input.usage == Usage::overuse || input.recent > shallow) starting_ = false;
  if (input.standing < deep / 2) drains_ = 0;

  if (must_drain(input, now)) return drain(input);
  if (emptying_ && input.recent < empty) come_back();
  if (input.usage == Usage::overuse) return decrease(input);
  if (must_brake(input)) return brake();
  // The table of section 5.5: one calm feedback comes between a decrease and the next increase.
  if (input.usage == Usage::underuse || input.standing > deep) {
    state_ = State::hold;
  } else if (state_ == State::hold) {
    state_ = State::increase;
  } else if (input.may_grow) {
    increase(input, passed, now);
  }
}

/// The trend sees a queue that grows; one that is full no longer does.
bool DelayControl::must_drain(const Input& input, Time now) {
  // At the start, and where a link has become narrow, a queue fills within a second: no time to see whether it stays.
  const bool sudden = !capacity_ || (input.passing && *input.passing < much_less * rate_);
  const auto queued = sudden ? input.recent : input.standing;
  if (queued < deep || input.usage == Usage::underuse) return false;
  if (drained_ && now < next_drain_) return false;
  if (drains_ >= most_drains && now - *drained_ < truce) return false;
  drains_ = drains_ >= most_drains ? 1 : drains_ + 1;
  drained_ = now;
  // At what the rate is now the queue needs so long to empty.
  next_drain_ =
      now + input.round_trip + Time(static_cast<Time::rep>(static_cast<double>(queued.count()) / (1 - drained_to)));
  return true;
}

/// Where packets are few the trend is late: near what the link carries the first sign of a queue suffices.
bool DelayControl::must_brake(const Input& input) {
  const bool seen_before = std::exchange(queue_begins_, input.recent > noticeable);
  return seen_before && queue_begins_ && capacity_ && rate_ > near * *capacity_ && rate_ < beyond * *capacity_;
}

void DelayControl::brake() {
  state_ = State::hold;
  rate_ = std::max(near * *capacity_, least_);
}

void DelayControl::drain(const Input& input) {
  state_ = State::hold;
  emptying_ = true;
  // What comes out of a queue is what the link carries.
  // What passed lately counts only where it is another link altogether: over so short a time it is inexact.
  auto carried = input.arriving.value_or(rate_);
  if (input.passing && *input.passing < much_less * carried) carried = *input.passing;
  // Later in a row less arrives since less was sent.
  if (input.arriving && (drains_ == 1 || !capacity_ || carried < near * *capacity_)) learn_capacity(carried);
  rate_ = std::max(drained_to * std::min(rate_, carried), least_);
}

/// The queue is empty: nothing is gained by going up from there in steps.
void DelayControl::come_back() {
  emptying_ = false;
  if (capacity_) rate_ = std::clamp(back_to * *capacity_, rate_, most_);
}

void DelayControl::decrease(const Input& input) {
  state_ = State::hold;
  if (input.arriving) learn_capacity(*input.arriving);
  const double wanted = beta * input.arriving.value_or(rate_);
  rate_ = std::max(std::min(rate_, wanted), least_);
}

std::optional<double> DelayControl::growth(Time now) const {
  if (starting_) return start_factor;
  if (capacity_ && rate_ < near * *capacity_) return return_factor;
  if (capacity_ && rate_ < beyond * *capacity_)
    return now - quiet_since_ > long_quiet ? std::optional(probe_factor) : std::nullopt;
  const auto passed = now - beyond_since_;
  return passed > very_sure ? faster_factor : passed > sure ? fast_factor : eta;
}

void DelayControl::increase(const Input& input, double passed, Time now) {
  double wanted = rate_;
  if (const auto factor = growth(now)) {
    wanted *= std::pow(*factor, passed);
  } else {
    const double frame_bits = rate_ / frames;
    const double average_packet = frame_bits / std::ceil(frame_bits / packet_bits);
    const double share = std::min(passed / (response_time + seconds(input.round_trip)), 1.0);
    wanted += std::min(std::max(1000.0, 0.5 * average_packet * share), most_growth * rate_ * passed);
  }
  // A source that sends less than it may says nothing about the network.
  if (input.arriving) wanted = std::min(wanted, most_above_arriving * *input.arriving + slack);
  rate_ = std::clamp(std::max(wanted, rate_), least_, most_);
}

void DelayControl::limit(double rate) {
  rate_ = std::clamp(rate, least_, rate_);
}

void DelayControl::learn_capacity(double arriving) {
  const bool changed = !capacity_ || std::abs(arriving / *capacity_ - 1) > beyond - 1;
  capacity_ = changed ? arriving : *capacity_ + capacity_weight * (arriving - *capacity_);
}

}  // namespace vchat::congestion
