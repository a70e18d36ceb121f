#include "tracks/track_file.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "sample_tracks.hpp"
#include "util/error.hpp"

namespace vchat::tracks {
namespace {

using media::Medium;
using testing::ElementsAre;

struct TrackFileTest : testing::Test {
  TemporaryFolder folder;
  TrackFile track{folder.path, TrackFacts{.file = "t.mkv"}};

  [[nodiscard]] std::string path() const { return folder.path + "/t.mkv"; }
  void add_video(const std::vector<glib::RefPtr<GstSample>>& frames, std::int64_t start, std::int64_t step = 40) {
    for (const auto& frame : frames) track.add(unit_of(frame.get(), std::exchange(start, start + step), Medium::video));
  }
  void add_sound(const std::vector<glib::RefPtr<GstSample>>& packets, std::int64_t start) {
    for (const auto& packet : packets)
      track.add(unit_of(packet.get(), std::exchange(start, start + 10), Medium::audio));
  }
};

TEST_F(TrackFileTest, IsMadeWhenThereIsSomethingForIt) {
  EXPECT_FALSE(track.flush());
  track.finish();
  EXPECT_FALSE(track.begun());
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(TrackFileTest, PicturesAndSoundComeBackAtTheirTimes) {
  add_sound(opus_packets(20), 1000);
  add_video(vp8_frames(5), 1015);
  EXPECT_TRUE(track.flush());
  EXPECT_FALSE(track.flush());
  track.finish();
  EXPECT_EQ(track.facts().start, 1000U);
  EXPECT_EQ(track.facts().end, 1190U);
  EXPECT_EQ(track.facts().video, (MediumFacts{"VP8", 1015, 0}));
  EXPECT_EQ(track.facts().audio, (MediumFacts{"opus", 1000, 0}));
  const auto video = read_back(path(), Medium::video, "VP8");
  EXPECT_THAT(video.times, ElementsAre(15, 55, 95, 135, 175));
  EXPECT_FALSE(video.problem);
  const auto sound = read_back(path(), Medium::audio, "opus");
  EXPECT_EQ(sound.times.front(), 0);
  EXPECT_EQ(sound.bytes, 20U * 480 * 2);
}

TEST_F(TrackFileTest, H264ComesBackToo) {
  add_video(h264_frames(5), 0);
  ASSERT_TRUE(track.flush());
  track.finish();
  const auto video = read_back(path(), Medium::video, "H264");
  EXPECT_THAT(video.times, ElementsAre(0, 40, 80, 120, 160));
  EXPECT_EQ(video.widths.front(), 64);
}

TEST_F(TrackFileTest, AMediumThatBeginsLaterIsAdded) {
  add_sound(opus_packets(10), 0);
  EXPECT_TRUE(track.flush());
  add_video(vp8_frames(3), 70'000);  // further than a cluster reaches
  EXPECT_TRUE(track.flush());
  track.finish();
  EXPECT_EQ(read_back(path(), Medium::audio, "opus").times.size(), 10U);
  EXPECT_THAT(read_back(path(), Medium::video, "VP8").times, ElementsAre(70'000, 70'040, 70'080));
}

TEST_F(TrackFileTest, OneFlushReachesOverAsManyClustersAsItTakes) {
  add_sound(opus_packets(1), 0);
  add_sound(opus_packets(1), 40'000);
  add_sound(opus_packets(1), 80'000);
  EXPECT_TRUE(track.flush());
  track.finish();
  EXPECT_THAT(read_back(path(), Medium::audio, "opus").times, ElementsAre(0, 40'000, 80'000));
}

TEST_F(TrackFileTest, PicturesMayChangeTheirSize) {
  add_video(vp8_frames(2), 0);
  EXPECT_TRUE(track.flush());
  add_video(vp8_frames(2, "width=128,height=96"), 100);
  EXPECT_FALSE(track.flush());
  track.finish();
  EXPECT_THAT(read_back(path(), Medium::video, "VP8").widths, ElementsAre(64, 64, 128, 128));
}

TEST_F(TrackFileTest, NothingIsWrittenBeforeAKeyframeNorAfterAGap) {
  const auto frames = vp8_frames(4);
  track.add(unit_of(frames[1].get(), 0, Medium::video));
  EXPECT_FALSE(track.flush());
  EXPECT_TRUE(track.wants_keyframe());
  track.add(unit_of(frames[0].get(), 40, Medium::video));
  EXPECT_FALSE(track.wants_keyframe());
  auto after_gap = unit_of(frames[2].get(), 80, Medium::video);
  after_gap.interrupted = true;
  track.add(std::move(after_gap));
  EXPECT_TRUE(track.wants_keyframe());
  track.add(unit_of(frames[3].get(), 120, Medium::video));
  auto keyframe = unit_of(frames[0].get(), 160, Medium::video);
  keyframe.interrupted = true;
  track.add(std::move(keyframe));
  EXPECT_TRUE(track.flush());
  track.finish();
  EXPECT_THAT(read_back(path(), Medium::video, "VP8").times, ElementsAre(0, 120));
  EXPECT_EQ(track.facts().video->interrupted, 1U);
}

TEST_F(TrackFileTest, TimestampsRise) {
  const auto frames = vp8_frames(4);
  const std::vector<std::int64_t> times{100, 100, 90, 200};
  for (std::size_t i = 0; i < times.size(); ++i) track.add(unit_of(frames[i].get(), times[i], Medium::video));
  EXPECT_TRUE(track.flush());
  track.finish();
  EXPECT_THAT(read_back(path(), Medium::video, "VP8").times, ElementsAre(0, 1, 2, 100));
}

TEST_F(TrackFileTest, WhatIsBeforeTheRecordingOrNotKnownIsLeftOut) {
  add_video(vp8_frames(1), -5);
  Unit odd = unit_of(vp8_frames(1).front().get(), 5, Medium::video);
  odd.data = {1, 2, 3};
  track.add(std::move(odd));
  EXPECT_FALSE(track.flush());
  EXPECT_FALSE(track.begun());
}

TEST_F(TrackFileTest, AfterACrashAllButTheLastClusterCanBeRead) {
  const auto frames = vp8_frames(30);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    track.add(unit_of(frames[i].get(), static_cast<std::int64_t>(i) * 40, Medium::video));
    if (i % 10 == 9) (void)track.flush();
  }
  const auto size = std::filesystem::file_size(path());
  EXPECT_EQ(read_back(path(), Medium::video, "VP8").times.size(), 30U);
  std::filesystem::resize_file(path(), size - 20);
  EXPECT_GE(read_back(path(), Medium::video, "VP8").times.size(), 20U);
}

TEST_F(TrackFileTest, WhatCannotBeWrittenIsTakenOutAgain) {
  add_video(vp8_frames(5), 0);
  EXPECT_TRUE(track.flush());
  const auto size = std::filesystem::file_size(path());
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{size + 100, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  add_video(vp8_frames(30, "width=320,height=240"), 1000);
  EXPECT_THROW((void)track.flush(), util::Error);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(std::filesystem::file_size(path()), size);
  track.finish();
  EXPECT_EQ(read_back(path(), Medium::video, "VP8").times.size(), 5U);
}

TEST_F(TrackFileTest, AFileThatIsThereIsNotTouched) {
  std::ofstream(path()) << "mine";
  add_video(vp8_frames(1), 0);
  EXPECT_THROW((void)track.flush(), util::Error);
  EXPECT_EQ(std::filesystem::file_size(path()), 4U);
}

}  // namespace
}  // namespace vchat::tracks
