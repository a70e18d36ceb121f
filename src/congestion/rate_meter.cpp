#include "congestion/rate_meter.hpp"

#include <algorithm>

namespace vchat::congestion {

namespace {

constexpr Time window{500'000};
constexpr Time short_window{200'000};
constexpr Time least{100'000};

}  // namespace

void RateMeter::add(Time received, std::size_t bytes) {
  if (!arrivals_.empty()) received = std::max(received, arrivals_.back().at);
  arrivals_.push_back({received, bytes});
  bytes_ += bytes;
  while (received - arrivals_.front().at > window) {
    bytes_ -= arrivals_.front().bytes;
    arrivals_.pop_front();
  }
}

std::optional<double> RateMeter::rate() const {
  if (arrivals_.empty()) return std::nullopt;
  const auto span = arrivals_.back().at - arrivals_.front().at;
  if (span < least) return std::nullopt;
  // The first packet began to arrive before the span.
  return 8 * static_cast<double>(bytes_ - arrivals_.front().bytes) / seconds(span);
}

std::optional<double> RateMeter::recent() const {
  std::size_t bytes = 0;
  for (auto each = arrivals_.rbegin(); each != arrivals_.rend(); ++each) {
    const auto span = arrivals_.back().at - each->at;
    if (span >= short_window) return 8 * static_cast<double>(bytes) / seconds(span);
    bytes += each->bytes;
  }
  return std::nullopt;
}

}  // namespace vchat::congestion
