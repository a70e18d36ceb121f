#include "call/summary.hpp"

#include <algorithm>

namespace vchat::call {

namespace {

constexpr double longest_gap = 3;  // s: figures come each second while somebody is connected

void keep_least(double& least, double value, bool first) {
  least = first ? value : std::min(least, value);
}

}  // namespace

void SummaryKeeper::add(const Stats& stats, Time now) {
  for (const auto& user : stats.users) {
    auto found = std::find_if(people_.begin(), people_.end(), [&](const auto& one) { return one.sums.id == user.id; });
    if (found == people_.end()) {
      people_.push_back({});
      found = people_.end() - 1;
      found->sums.id = user.id;
      found->seen = now;
    }
    auto& sums = found->sums;
    const auto& f = user.figures;
    const double passed = std::chrono::duration<double>(now - found->seen).count();
    const double weight = passed > 0 && passed < longest_gap ? passed : 1;
    const bool first = found->seconds == 0;
    found->seen = now;
    found->seconds += weight;
    sums.name = user.name;
    sums.send_bps += weight * f.send_bps;
    sums.receive_bps += weight * f.receive_bps;
    keep_least(sums.least_send_bps, f.send_bps, first);
    keep_least(sums.least_receive_bps, f.receive_bps, first);
    sums.loss += weight * f.loss;
    sums.send_loss += weight * f.send_loss;
    sums.rtt_ms += weight * f.rtt_ms;
    sums.most_rtt_ms = std::max(sums.most_rtt_ms, f.rtt_ms);
    if (f.freezes < found->freezes_now) found->freezes_before += found->freezes_now;
    found->freezes_now = f.freezes;
  }
}

Summary SummaryKeeper::summary() const {
  Summary all;
  for (const auto& person : people_) {
    auto one = person.sums;
    for (auto* sum : {&one.send_bps, &one.receive_bps, &one.loss, &one.send_loss, &one.rtt_ms}) *sum /= person.seconds;
    one.seconds = person.seconds;
    one.freezes = person.freezes_before + person.freezes_now;
    all.people.push_back(std::move(one));
  }
  return all;
}

}  // namespace vchat::call
