#include "media/playback.hpp"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "glib/ref_ptr.hpp"
#include "glib/source.hpp"
#include "media/clock.hpp"
#include "media/sound.hpp"
#include "util/error.hpp"

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

/// Runs the main context until it is true, for at most ten seconds.
template <class Predicate>
bool wait_for(Predicate predicate) {
  bool late = false;
  const auto limit = glib::after(glib::Executor(), 10s, [&] { late = true; });
  const auto tick = glib::every(glib::Executor(), 5ms, [] {});
  while (!predicate() && !late) g_main_context_iteration(nullptr, TRUE);
  return predicate();
}

/// Says "ah" for `blocks` times 10 ms, as it would come from the network.
void speak(Voice& voice, int blocks = 40) {
  const auto begin = running_time_now();
  int said = 0;
  const auto due = [&] { return begin + static_cast<GstClockTime>(said) * 10 * GST_MSECOND; };
  EXPECT_TRUE(wait_for([&] {
    for (; said < blocks && due() <= running_time_now(); ++said) {
      std::vector<std::int16_t> sound(sound_block);
      for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = static_cast<std::int16_t>(i % 120 < 60 ? 8000 : -8000);
      const auto buffer = glib::adopt(gst_buffer_new_memdup(sound.data(), sound.size() * 2));
      GST_BUFFER_PTS(buffer.get()) = due();
      voice.push(glib::adopt(gst_sample_new(buffer.get(), nullptr, nullptr, nullptr)).get());
    }
    return said == blocks;
  }));
}

std::filesystem::path temporary_file(const char* name) {
  return std::filesystem::temp_directory_path() / ("vchat-" + std::to_string(getpid()) + "-" + name);
}

TEST(Playback, NoneStillConsumesTheVoices) {
  const auto playback = Playback::create("none", false, nullptr);
  const auto voice = playback->mixer()->add_voice();
  speak(*voice);
  EXPECT_TRUE(wait_for([&] { return voice->speaking(); }));
  EXPECT_TRUE(wait_for([&] { return !voice->speaking(); }));
  EXPECT_GT(voice->playout_delay(), 0ms);
}

TEST(Playback, WritesTheMixIntoASinkOfTheUsersAndCompletesIt) {
  const auto file = temporary_file("mix.wav");
  {
    const auto playback = Playback::create("gst:wavenc ! filesink location=" + file.string(), false, nullptr);
    const auto voice = playback->mixer()->add_voice();
    speak(*voice);
    EXPECT_TRUE(wait_for([&] { return voice->speaking(); }));
    EXPECT_TRUE(wait_for([&] { return !voice->speaking(); }));
  }
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  std::filesystem::remove(file);
  constexpr std::size_t header = 44;
  ASSERT_GT(bytes.size(), header);
  std::uint32_t data_size = 0;
  std::memcpy(&data_size, bytes.data() + 40, sizeof(data_size));
  EXPECT_EQ(data_size, bytes.size() - header) << "wavenc writes the size at the end of the stream";
  std::size_t loud = 0;
  for (std::size_t i = header; i + 1 < bytes.size(); i += 2) {
    std::int16_t sample = 0;
    std::memcpy(&sample, bytes.data() + i, sizeof(sample));
    if (std::abs(sample) == 8000) ++loud;
  }
  EXPECT_NEAR(static_cast<double>(loud), 40.0 * sound_block, 5.0 * sound_block) << "but for its edges";
}

TEST(Playback, WithAnEchoProbeThereIsOneEvenWithoutASpeaker) {
  for (const auto* speaker : {"none", "gst:fakesink"}) {
    const auto playback = Playback::create(speaker, true, nullptr);
    const auto voice = playback->mixer()->add_voice();
    // The canceller finds the probe by its name, and refuses to start without.
    const auto canceller = glib::sink(gst_parse_launch(
        "audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=1 ! webrtcdsp probe=vchat-echo-probe ! fakesink",
        nullptr));
    EXPECT_STREQ(echo_probe_name, "vchat-echo-probe");
    gst_element_set_state(canceller.get(), GST_STATE_PLAYING);
    EXPECT_TRUE(wait_for([&] {
      GstState state = GST_STATE_NULL;
      gst_element_get_state(canceller.get(), &state, nullptr, 0);
      return state == GST_STATE_PLAYING;
    })) << speaker;
    gst_element_set_state(canceller.get(), GST_STATE_NULL);
  }
}

TEST(Playback, SaysWhatIsWrongWithASpeakerThatWasNamed) {
  EXPECT_THROW((void)Playback::create("gst:wavenc ! ! filesink", false, nullptr), util::UsageError);
  EXPECT_THROW((void)Playback::create("gst:nosuchsink", false, nullptr), util::MissingElementError);
  EXPECT_THROW((void)Playback::create("no such speaker", false, nullptr), util::DeviceError);
  EXPECT_THROW((void)Playback::create("gst:wavenc ! filesink location=/nonexistent/x", false, nullptr),
               util::DeviceError);
}

TEST(Playback, TheMixerOutlivesIt) {
  auto playback = Playback::create("none", false, nullptr);
  const auto mixer = playback->mixer();
  const auto voice = mixer->add_voice();
  playback = nullptr;
  speak(*voice);
  EXPECT_FALSE(voice->speaking()) << "nothing is played any more";
}

TEST(Playback, ASinkThatFailsInMidCallIsAWarning) {
  std::vector<std::string> codes;
  const auto playback = Playback::create("gst:identity error-after=60 ! fakesink", false,
                                         [&](const std::string& code, const std::string&) { codes.push_back(code); });
  EXPECT_TRUE(wait_for([&] { return codes.size() >= 2; }));
  EXPECT_EQ(codes.at(0), "speaker-unplugged");
  EXPECT_EQ(codes.at(1), "speaker-back");
}

std::ptrdiff_t entries(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(Playback, ComesAndGoesFiftyTimesWithoutLeavingAnything) {
  (void)Playback::create("gst:fakesink", true, nullptr);
  const auto threads = entries("/proc/self/task");
  const auto files = entries("/proc/self/fd");
  for (int i = 0; i < 50; ++i) {
    const auto playback = Playback::create("gst:fakesink", true, nullptr);
    std::vector<std::shared_ptr<Voice>> voices;
    for (int k = 0; k < 4; ++k) speak(*voices.emplace_back(playback->mixer()->add_voice()), 1);
  }
  EXPECT_LE(entries("/proc/self/task"), threads + 2);
  EXPECT_LE(entries("/proc/self/fd"), files + 2);
}

}  // namespace
}  // namespace vchat::media
