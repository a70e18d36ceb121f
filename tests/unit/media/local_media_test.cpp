#include "media/local_media.hpp"

#include <atomic>
#include <filesystem>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "media/clock.hpp"
#include "support/main_loop.hpp"

namespace vchat::media {
namespace {

/// Counts what a stream gives; the streams' threads count, the test's thread reads.
struct Counter {
  std::atomic<int> units = 0;
  std::atomic<int> keyframes = 0;
  std::atomic<GstClockTime> last = GST_CLOCK_TIME_NONE;
  SampleConsumer consumer() {
    return [this](GstSample* sample) {
      auto* buffer = gst_sample_get_buffer(sample);
      last = GST_BUFFER_PTS(buffer);
      if (!GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)) ++keyframes;
      ++units;
    };
  }
};

LocalMediaOptions test_sources() {
  return {.camera = "test", .microphone = "test", .width = 320, .height = 180};
}

class LocalVideo : public testing::TestWithParam<util::VideoCodec> {};

TEST_P(LocalVideo, IsEncodedOnceForEverybodyInCommonRunningTime) {
  auto media = LocalMedia::create(test_sources(), {});
  auto stream = media->video(GetParam());
  EXPECT_EQ(stream, media->video(GetParam()));
  Counter first;
  Counter second;
  auto one = stream->subscribe(first.consumer());
  ASSERT_TRUE(test::run_until([&] { return first.units > 5; }));
  auto two = stream->subscribe(second.consumer());
  ASSERT_TRUE(test::run_until([&] { return second.units > 5; }));
  EXPECT_EQ(first.keyframes, 1) << "the second subscriber gets the stream that is already there";
  EXPECT_LE(first.last, running_time_now());
  EXPECT_GT(first.last + 2 * GST_SECOND, running_time_now());
}

TEST_P(LocalVideo, BeginsWithAKeyframeAndMakesMoreOnRequestOnly) {
  auto media = LocalMedia::create(test_sources(), {});
  auto stream = media->video(GetParam());
  Counter counter;
  auto subscription = stream->subscribe(counter.consumer());
  ASSERT_TRUE(test::run_until([&] { return counter.units > 0; }));
  EXPECT_EQ(counter.keyframes, 1);
  for (int i = 0; i < 20; ++i) subscription->request_keyframe();
  ASSERT_TRUE(test::run_until([&] { return counter.keyframes == 2; }));
  const int then = counter.units;
  ASSERT_TRUE(test::run_until([&] { return counter.units > then + 20; }));
  EXPECT_EQ(counter.keyframes, 2) << "twenty requests are one keyframe";
}

INSTANTIATE_TEST_SUITE_P(Codecs, LocalVideo, testing::Values(util::VideoCodec::vp8, util::VideoCodec::h264),
                         [](const auto& param) { return std::string(util::codec_name(param.param)); });

TEST(LocalAudio, IsPacketsOfTenMilliseconds) {
  auto media = LocalMedia::create(test_sources(), {});
  Counter counter;
  auto subscription = media->audio()->subscribe(counter.consumer());
  ASSERT_TRUE(test::run_until([&] { return counter.units > 10; }));
  const auto units = counter.units.load();
  const auto last = counter.last.load();
  ASSERT_TRUE(test::run_until([&] { return counter.units >= units + 50; }));
  EXPECT_NEAR(static_cast<double>(counter.last - last) / GST_MSECOND, 500, 25);
}

TEST(LocalMedia, HasNoStreamForWhatIsNotCaptured) {
  auto media = LocalMedia::create({.camera = "none", .microphone = "none"}, {});
  EXPECT_FALSE(media->video(util::VideoCodec::vp8));
  EXPECT_FALSE(media->audio());
  EXPECT_EQ(media->state(), CaptureState{});
}

TEST(LocalMedia, StreamsMayOutliveIt) {
  auto media = LocalMedia::create(test_sources(), {});
  auto stream = media->video(util::VideoCodec::vp8);
  Counter counter;
  auto subscription = stream->subscribe(counter.consumer());
  ASSERT_TRUE(test::run_until([&] { return counter.units > 2; }));
  media.reset();
  subscription->request_keyframe();
  subscription.reset();
}

TEST(LocalMedia, CameraOffAndOnAndMuteAreReported) {
  std::vector<CaptureState> states;
  auto media = LocalMedia::create(test_sources(), {.on_state = [&](CaptureState state) { states.push_back(state); }});
  ASSERT_TRUE(test::run_until([&] { return media->state() == CaptureState{true, true}; }));
  ASSERT_TRUE(test::run_until([&] { return media->microphone_level() > -40; }));
  media->set_muted(true);
  media->set_camera_on(false);
  EXPECT_EQ(media->state(), CaptureState{});
  ASSERT_TRUE(test::run_until([&] { return media->microphone_level() == -100; }));
  states.clear();
  Counter preview;
  media->set_preview(preview.consumer());
  media->set_muted(false);
  media->set_camera_on(true);
  ASSERT_TRUE(test::run_until([&] { return !states.empty() && states.back() == CaptureState{true, true}; }));
  ASSERT_TRUE(test::run_until([&] { return preview.units > 2; }));
}

std::ptrdiff_t entries_of(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(LocalMedia, LeavesNoThreadsAndFilesBehind) {
  std::ptrdiff_t threads = 0;
  std::ptrdiff_t files = 0;
  for (int cycle = 0; cycle < 50; ++cycle) {
    auto media = LocalMedia::create(test_sources(), {});
    Counter video;
    Counter audio;
    auto pictures = media->video(util::VideoCodec::vp8)->subscribe(video.consumer());
    auto sound = media->audio()->subscribe(audio.consumer());
    ASSERT_TRUE(test::run_until([&] { return video.units > 0 && audio.units > 0; }));
    pictures.reset();
    sound.reset();
    media.reset();
    if (cycle == 9) {  // what is kept for the life of the process is there by then
      threads = entries_of("/proc/self/task");
      files = entries_of("/proc/self/fd");
    }
  }
  // GLib's and GStreamer's pools end idle threads by and by.
  EXPECT_TRUE(test::run_until([&] { return entries_of("/proc/self/task") <= threads; }))
      << entries_of("/proc/self/task") << " threads, at first " << threads;
  EXPECT_LE(entries_of("/proc/self/fd"), files);
}

}  // namespace
}  // namespace vchat::media
