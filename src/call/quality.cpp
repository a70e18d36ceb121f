#include "call/quality.hpp"

#include <algorithm>
#include <utility>

namespace vchat::call {

namespace {

/// The value up to which there are that many bars; beyond the last one there is one.
struct Scale {
  std::array<double, most_bars - 1> up_to;

  [[nodiscard]] int bars(double value) const {
    int bars = most_bars;
    for (const auto limit : up_to) {
      if (value <= limit) break;
      --bars;
    }
    return bars;
  }
};

// Loss is mended up to some percent, then heard and seen. ITU-T G.114: up to 150 ms one way are hardly noticed, above
// 400 ms a conversation suffers.
constexpr Scale loss_scale{{0.015, 0.04, 0.10}};
constexpr Scale rtt_scale{{250, 400, 800}};  // ms
constexpr Scale freeze_scale{{0, 0, 1}};     // a second

}  // namespace

int bars_of(const peer::SessionStats& figures, std::uint64_t freezes) {
  if (figures.receive_bps <= 0) return 0;
  const int picture = figures.paused ? 1 : freeze_scale.bars(static_cast<double>(freezes));
  return std::min({loss_scale.bars(figures.loss), rtt_scale.bars(figures.rtt_ms), picture});
}

int QualityMeter::update(const peer::SessionStats& figures) {
  const auto before = std::exchange(freezes_, figures.freezes);
  recent_.at(next_) = bars_of(figures, figures.freezes - std::min(before, figures.freezes));
  next_ = (next_ + 1) % recent_.size();
  return *std::min_element(recent_.begin(), recent_.end());
}

}  // namespace vchat::call
