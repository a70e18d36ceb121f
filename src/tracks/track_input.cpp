#include "tracks/track_input.hpp"

#include <algorithm>

#include "media/clock.hpp"

namespace vchat::tracks {

namespace {

constexpr std::size_t most_waiting = 8 * 1024 * 1024;  // bytes
/// Timestamps come from the peer in the end: so far from now they may be.
constexpr std::int64_t farthest = 5 * static_cast<std::int64_t>(GST_SECOND);

Bytes copied(GstBuffer* buffer) {
  Bytes bytes(gst_buffer_get_size(buffer));
  bytes.resize(gst_buffer_extract(buffer, 0, bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace

void TrackInput::push(media::Medium medium, GstSample* sample) {
  auto* buffer = gst_sample_get_buffer(sample);
  if (closed_ || buffer == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer)) return;
  const auto now = static_cast<std::int64_t>(media::running_time_now());
  const auto at = std::clamp(static_cast<std::int64_t>(GST_BUFFER_PTS(buffer)), now - farthest, now + farthest);
  Unit unit;
  unit.medium = medium;
  unit.caps = glib::share(gst_sample_get_caps(sample));
  unit.time = (at - static_cast<std::int64_t>(start_)) / static_cast<std::int64_t>(GST_MSECOND);
  unit.keyframe = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  unit.interrupted = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT);
  unit.data = copied(buffer);

  const std::lock_guard lock(mutex_);
  auto& left_out = left_out_.at(medium == media::Medium::video ? 0 : 1);
  if (bytes_ + unit.data.size() > most_waiting) {
    left_out = true;
    overrun_ = true;
    return;
  }
  unit.interrupted = unit.interrupted || std::exchange(left_out, false);
  bytes_ += unit.data.size();
  units_.push_back(std::move(unit));
}

std::vector<Unit> TrackInput::take() {
  const std::lock_guard lock(mutex_);
  bytes_ = 0;
  return std::exchange(units_, {});
}

}  // namespace vchat::tracks
