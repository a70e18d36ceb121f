#include "congestion/controller.hpp"

#include <algorithm>
#include <utility>

namespace vchat::congestion {

namespace {

constexpr Time patience{1'500'000};  // without feedback
constexpr Time between_cuts{1'000'000};
constexpr double cut = 0.6;
constexpr Time full_queue{30'000};

}  // namespace

Controller::Controller(const Bounds& bounds)
    : bounds_(bounds),
      loss_(bounds.most),
      delay_(bounds.least, std::clamp(bounds.start, bounds.least, bounds.most), bounds.most),
      target_(delay_.rate()) {}

void Controller::on_feedback(std::span<const PacketReport> packets, Time now) {
  heard_ = now;
  if (std::exchange(unheard_, false)) delay_.restart();
  loss_.add(packets, now, {target_, arriving(), queued() > full_queue});
  auto usage = Usage::normal;
  Time round_trip{};
  for (const auto& packet : packets) {
    if (!packet.received) continue;
    queue_.add(packet);
    meter_.add(*packet.received, packet.bytes);
    round_trip = now - packet.sent;
    if (!trend_.add(packet)) continue;
    // Overuse within a feedback is not undone by a calmer group after it.
    const auto seen = detector_.update(trend_.trend(), trend_.arrival());
    if (usage != Usage::overuse) usage = seen;
  }
  if (round_trip == Time{}) return;
  if (loss_.holds()) delay_.settle();
  delay_.update({usage, meter_.rate(), meter_.recent(), queue_.standing(), queue_.recent(), round_trip, !loss_.holds()},
                now);
  if (loss_.rate() < delay_.rate()) delay_.limit(loss_.rate());
  target_ = std::clamp(delay_.rate(), bounds_.least, bounds_.most);
}

void Controller::limit(double rate) {
  delay_.limit(rate);
  target_ = std::clamp(delay_.rate(), bounds_.least, bounds_.most);
}

void Controller::tick(Time now) {
  if (!heard_) heard_ = now;
  if (now - *heard_ < patience) return;
  heard_ = *heard_ + between_cuts;
  unheard_ = true;
  delay_.limit(delay_.rate() * cut);
  target_ = delay_.rate();
}

}  // namespace vchat::congestion
