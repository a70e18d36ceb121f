#include "tracks/track_writer.hpp"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

#include "media/clock.hpp"
#include "sample_tracks.hpp"
#include "support/main_loop.hpp"
#include "tracks/meeting_folder.hpp"

namespace vchat::tracks {
namespace {

struct TrackWriterTest : testing::Test {
  TrackWriterTest() { gst_init(nullptr, nullptr); }

  /// More than may wait.
  void overrun() const {
    const auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, 9 * 1024 * 1024, nullptr));
    GST_BUFFER_PTS(buffer.get()) = media::running_time_now();
    const auto sample = glib::adopt(gst_sample_new(buffer.get(), nullptr, nullptr, nullptr));
    input->push(media::Medium::video, sample.get());
  }
  /// The writer has looked at what came before.
  [[nodiscard]] bool looks() const {
    input->wants_keyframe = false;
    return test::run_until([this] { return input->wants_keyframe.load(); });
  }

  TemporaryFolder folder;
  std::shared_ptr<TrackInput> input;
  std::atomic<int> failures = 0;
  std::atomic<int> overruns = 0;
};

TEST_F(TrackWriterTest, WhateverIsThrownOnItsThreadEndsTheRecording) {
  std::string message;
  {
    TrackWriter writer(folder.path, {},
                       {.on_failed =
                            [&](const recording::Failure& failure) {
                              message = failure.message;
                              ++failures;
                            },
                        .on_overrun = [] { throw std::runtime_error("not one of ours"); }});
    input = std::make_shared<TrackInput>(writer.start());
    writer.add(input, TrackFacts{.file = "t.mkv"});
    overrun();
    ASSERT_TRUE(test::run_until([this] { return failures > 0; }));
  }
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(message, "not one of ours");
  EXPECT_TRUE(read_meeting(folder.path).duration) << "it is ended in order";
}

TEST_F(TrackWriterTest, ASlowDiskIsNotToldOfAgainAndAgain) {
  TrackWriter writer(folder.path, {}, {.on_failed = [](auto) {}, .on_overrun = [this] { ++overruns; }});
  input = std::make_shared<TrackInput>(writer.start());
  writer.add(input, TrackFacts{.file = "t.mkv"});
  for (int i = 0; i < 3; ++i) {
    overrun();
    ASSERT_TRUE(looks());
  }
  EXPECT_TRUE(test::run_until([this] { return overruns > 0; }));
  EXPECT_EQ(overruns, 1);
}

}  // namespace
}  // namespace vchat::tracks
