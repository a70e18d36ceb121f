#include "peer/freeze_counter.hpp"

#include <algorithm>
#include <utility>

namespace vchat::peer {

void FreezeCounter::frame_shown(nanoseconds when) {
  using std::chrono::milliseconds;
  if (last_ == nanoseconds::min()) {
    last_ = when;
    return;
  }
  const auto gap = when - std::exchange(last_, when);
  if (count_ > 0) {
    const auto mean = sum_ / static_cast<int>(std::min(count_, gaps_.size()));
    if (gap > std::max(3 * mean, mean + nanoseconds(milliseconds(150)))) ++freezes_;
  }
  auto& slot = gaps_[count_++ % gaps_.size()];
  sum_ += gap - slot;
  slot = gap;
}

}  // namespace vchat::peer
