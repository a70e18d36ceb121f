#define G_LOG_DOMAIN "vchat-media"

#include "media/voice_mixer.hpp"

#include <algorithm>
#include <array>

#include "media/clock.hpp"
#include "media/limiter.hpp"
#include "media/speech_detector.hpp"
#include "media/voice_buffer.hpp"

namespace vchat::media {

namespace {

using std::chrono::nanoseconds;
using OutputDelay = std::shared_ptr<std::atomic<nanoseconds>>;

}  // namespace

class VoiceMixer::MixedVoice final : public Voice {
 public:
  explicit MixedVoice(OutputDelay output_delay) : output_delay_(std::move(output_delay)) {}

  void push(GstSample* sample) override {
    const nanoseconds arrival(running_time_now());
    auto* buffer = gst_sample_get_buffer(sample);
    GstMapInfo map;
    if (buffer == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer) || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
    const ConstSoundSpan sound(reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t));
    {
      const std::lock_guard lock(mutex_);
      buffer_.push(sound, nanoseconds(GST_BUFFER_PTS(buffer)), arrival);
    }
    gst_buffer_unmap(buffer, &map);
  }

  void observe(nanoseconds timestamp, nanoseconds arrival) override {
    const std::lock_guard lock(mutex_);
    buffer_.observe(timestamp, arrival);
  }

  [[nodiscard]] nanoseconds playout_delay() const override {
    const std::lock_guard lock(mutex_);
    return buffer_.delay() == nanoseconds::zero() ? nanoseconds::zero() : buffer_.delay() + output_delay_->load();
  }

  [[nodiscard]] bool speaking() const override {
    const std::lock_guard lock(mutex_);
    return speech_.speaking(nanoseconds(running_time_now()));
  }

  bool read(SoundSpan block, nanoseconds now) {
    const std::lock_guard lock(mutex_);
    if (!buffer_.read(block, now)) return false;
    speech_.add(block, now);
    return true;
  }

 private:
  const OutputDelay output_delay_;
  mutable std::mutex mutex_;
  VoiceBuffer buffer_;
  SpeechDetector speech_;
};

VoiceMixer::VoiceMixer() : output_delay_(std::make_shared<std::atomic<nanoseconds>>(nanoseconds::zero())) {}

std::shared_ptr<Voice> VoiceMixer::add_voice() {
  auto voice = std::make_shared<MixedVoice>(output_delay_);
  const std::lock_guard lock(mutex_);
  std::erase_if(voices_, [](const auto& weak) { return weak.expired(); });
  voices_.push_back(voice);
  return voice;
}

void VoiceMixer::set_output_delay(nanoseconds delay) {
  *output_delay_ = delay;
}

std::vector<std::shared_ptr<VoiceMixer::MixedVoice>> VoiceMixer::voices() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<MixedVoice>> present;
  for (const auto& weak : voices_)
    if (auto voice = weak.lock()) present.push_back(std::move(voice));
  return present;
}

bool VoiceMixer::mix(SoundSpan block, nanoseconds now) {
  std::array<int, sound_block> sum{};
  std::array<std::int16_t, sound_block> one{};
  bool sound = false;
  for (const auto& voice : voices()) {
    if (!voice->read(one, now)) continue;
    sound = true;
    for (std::size_t i = 0; i < sound_block; ++i) sum[i] += one[i];
  }
  if (sound)
    std::transform(sum.begin(), sum.end(), block.begin(), limited);
  else
    std::fill(block.begin(), block.end(), std::int16_t{0});
  return sound;
}

}  // namespace vchat::media
