#include "media/voice_mixer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"
#include "media/clock.hpp"
#include "media/speech_detector.hpp"

namespace vchat::media {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// 200 ms of one value.
glib::RefPtr<GstSample> sound(std::int16_t value, GstClockTime pts) {
  const std::vector<std::int16_t> samples(sound_block * 20, value);
  auto buffer = glib::adopt(gst_buffer_new_memdup(samples.data(), samples.size() * 2));
  GST_BUFFER_PTS(buffer.get()) = pts;
  return glib::adopt(gst_sample_new(buffer.get(), nullptr, nullptr, nullptr));
}

/// The middle of what is heard within 100 ms from `pts` on.
std::int16_t loudest(VoiceMixer& mixer, GstClockTime pts) {
  std::array<std::int16_t, sound_block> block{};
  std::int16_t loudest = 0;
  for (int i = 0; i < 10; ++i) {
    mixer.mix(block, nanoseconds(pts) + i * 10ms);
    for (const auto sample : block)
      if (std::abs(sample) > std::abs(loudest)) loudest = sample;
  }
  return loudest;
}

TEST(VoiceMixer, AddsTheVoices) {
  VoiceMixer mixer;
  const auto one = mixer.add_voice();
  const auto two = mixer.add_voice();
  const auto pts = running_time_now();
  one->push(sound(3000, pts).get());
  two->push(sound(4000, pts).get());
  EXPECT_EQ(loudest(mixer, running_time_now()), 7000);
}

TEST(VoiceMixer, NeverWrapsAround) {
  VoiceMixer mixer;
  std::vector<std::shared_ptr<Voice>> voices;
  const auto pts = running_time_now();
  for (int i = 0; i < 8; ++i) {
    voices.push_back(mixer.add_voice());
    voices.back()->push(sound(-30000, pts).get());
  }
  EXPECT_LE(loudest(mixer, running_time_now()), -32000);
}

TEST(VoiceMixer, IsSilentWithoutVoicesAndAfterTheyLeft) {
  VoiceMixer mixer;
  std::array<std::int16_t, sound_block> block;
  block.fill(5);
  EXPECT_FALSE(mixer.mix(block, nanoseconds(running_time_now())));
  EXPECT_EQ(block[17], 0);
  auto voice = mixer.add_voice();
  voice->push(sound(3000, running_time_now()).get());
  voice = nullptr;
  EXPECT_FALSE(mixer.mix(block, nanoseconds(running_time_now())));
}

TEST(VoiceMixer, KnowsHowLongSoundTakesToTheEar) {
  VoiceMixer mixer;
  mixer.set_output_delay(40ms);
  const auto voice = mixer.add_voice();
  EXPECT_EQ(voice->playout_delay(), 0ns);
  const auto pts = running_time_now();
  voice->push(sound(3000, pts).get());
  (void)loudest(mixer, running_time_now());
  EXPECT_GE(voice->playout_delay(), 43ms);
  EXPECT_LE(voice->playout_delay(), 300ms);
}

TEST(VoiceMixer, SaysWhoSpeaks) {
  VoiceMixer mixer;
  const auto loud = mixer.add_voice();
  const auto quiet = mixer.add_voice();
  const auto pts = running_time_now();
  loud->push(sound(8000, pts).get());
  quiet->push(sound(20, pts).get());
  (void)loudest(mixer, running_time_now());
  EXPECT_TRUE(loud->speaking());
  EXPECT_FALSE(quiet->speaking());
}

TEST(VoiceMixer, SurvivesWhatIsNoSound) {
  VoiceMixer mixer;
  const auto voice = mixer.add_voice();
  auto odd = glib::adopt(gst_buffer_new_allocate(nullptr, 3, nullptr));
  voice->push(glib::adopt(gst_sample_new(odd.get(), nullptr, nullptr, nullptr)).get());
  voice->push(glib::adopt(gst_sample_new(nullptr, nullptr, nullptr, nullptr)).get());
  GST_BUFFER_PTS(odd.get()) = 0;
  voice->push(glib::adopt(gst_sample_new(odd.get(), nullptr, nullptr, nullptr)).get());
  std::array<std::int16_t, sound_block> block{};
  mixer.mix(block, nanoseconds(running_time_now()));
}

TEST(SpeechDetector, HoldsThroughShortPausesAndThenEnds) {
  SpeechDetector speech;
  const std::vector<std::int16_t> loud(sound_block, 1000);
  const std::vector<std::int16_t> medium(sound_block, 180);  // -45 dBFS: goes on, does not begin
  const std::vector<std::int16_t> silent(sound_block, 0);
  speech.add(medium, 1s);
  EXPECT_FALSE(speech.speaking(1s));
  speech.add(loud, 2s);
  EXPECT_TRUE(speech.speaking(2s));
  speech.add(medium, 2200ms);
  speech.add(silent, 2400ms);
  EXPECT_TRUE(speech.speaking(2400ms));
  EXPECT_FALSE(speech.speaking(2600ms));
}

}  // namespace
}  // namespace vchat::media
