#include "recording/meeting_sound.hpp"

#include <array>
#include <utility>

#include "media/clock.hpp"

namespace vchat::recording {

namespace {

using namespace std::chrono_literals;

// Given out that much later, so that what a sound device has held back is there too.
constexpr std::chrono::nanoseconds patience = 200ms;
// More is a picture that stands still, and no delay.
constexpr std::chrono::nanoseconds longest_delay = 400ms;

}  // namespace

void MeetingSound::start(nanoseconds now, Output output) {
  const std::lock_guard lock(mutex_);
  output_ = std::move(output);
  timeline_.emplace(now);
  heard_ = {};
  microphone_ = {};
}

void MeetingSound::stop(nanoseconds now) {
  const std::lock_guard lock(mutex_);
  give_out(now);
  timeline_.reset();
  output_ = nullptr;
}

void MeetingSound::add_heard(media::ConstSoundSpan block, nanoseconds heard) {
  const std::lock_guard lock(mutex_);
  if (!timeline_) return;
  timeline_->add(heard_, block, heard);
  give_out(nanoseconds(media::running_time_now()) - patience);
}

void MeetingSound::add_microphone(GstSample* sample) {
  auto* buffer = gst_sample_get_buffer(sample);
  GstMapInfo map;
  if (!GST_BUFFER_PTS_IS_VALID(buffer) || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
  const media::ConstSoundSpan sound(reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t));
  {
    const std::lock_guard lock(mutex_);
    if (timeline_) timeline_->add(microphone_, sound, nanoseconds(GST_BUFFER_PTS(buffer)) + picture_delay_);
  }
  gst_buffer_unmap(buffer, &map);
}

void MeetingSound::tell_picture_delay(nanoseconds delay) {
  if (delay < 0ns || delay > longest_delay) return;
  const std::lock_guard lock(mutex_);
  picture_delay_ += (delay - picture_delay_) / 16;
}

void MeetingSound::give_out(nanoseconds until) {
  if (!timeline_) return;
  std::array<std::int16_t, media::sound_block> block;
  while (timeline_->front() + media::sound_block_time <= until) {
    const auto time = timeline_->front();
    timeline_->take(block);
    output_(block, time);
  }
}

}  // namespace vchat::recording
