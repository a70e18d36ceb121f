#include "tracks/track_recorder.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "media/clock.hpp"
#include "sample_tracks.hpp"
#include "support/main_loop.hpp"
#include "tracks/meeting_folder.hpp"
#include "util/error.hpp"

namespace vchat::tracks {
namespace {

struct FakeStream final : media::EncodedStream, std::enable_shared_from_this<FakeStream> {
  struct Lease final : media::Subscription {
    explicit Lease(std::shared_ptr<FakeStream> stream) : owner(std::move(stream)) {}
    ~Lease() override { owner->consumer = nullptr; }
    void request_keyframe() override { ++owner->keyframes; }
    std::shared_ptr<FakeStream> owner;
  };
  std::unique_ptr<media::Subscription> subscribe(media::SampleConsumer consume) override {
    consumer = std::move(consume);
    return std::make_unique<Lease>(shared_from_this());
  }
  /// Stamped with the time now.
  void send(GstSample* sample) const {
    const auto buffer = glib::adopt(gst_buffer_copy(gst_sample_get_buffer(sample)));
    GST_BUFFER_PTS(buffer.get()) = media::running_time_now();
    const auto now = glib::adopt(gst_sample_new(buffer.get(), gst_sample_get_caps(sample), nullptr, nullptr));
    if (consumer) consumer(now.get());
  }
  media::SampleConsumer consumer;
  int keyframes = 0;
};

struct TrackRecorderTest : testing::Test {
  TrackRecorderTest() { gst_init(nullptr, nullptr); }

  void start() {
    recorder = std::make_unique<TrackRecorder>(
        folder.path, "tea", "2026-11-26T08:00:00Z",
        RecorderObserver{.on_failed = [this](const recording::Failure& failure) { failed = failure.message; },
                         .on_overrun = [] {}});
  }
  [[nodiscard]] Meeting meeting() const { return read_meeting(folder.path); }

  TemporaryFolder folder;
  std::string failed;
  std::unique_ptr<TrackRecorder> recorder;
  std::shared_ptr<FakeStream> video = std::make_shared<FakeStream>();
  std::shared_ptr<FakeStream> audio = std::make_shared<FakeStream>();
};

TEST_F(TrackRecorderTest, WhoWasThereIsWrittenAtTheEnd) {
  start();
  EXPECT_EQ(meeting().room, "tea");
  EXPECT_FALSE(meeting().duration);
  recorder->joined("a", "Ada", true);
  recorder->sends("a", true, false);
  recorder->joined("b", "Bob", false);
  recorder->left("b");
  recorder->sends("nobody", true, true);
  recorder.reset();
  const auto written = meeting();
  EXPECT_TRUE(written.duration);
  ASSERT_EQ(written.people.size(), 2U);
  EXPECT_TRUE(written.people[0].self);
  ASSERT_EQ(written.people[0].media.size(), 1U);
  EXPECT_TRUE(written.people[0].media[0].audio);
  EXPECT_FALSE(written.people[0].left);
  EXPECT_TRUE(written.people[1].left);
  EXPECT_TRUE(written.tracks.empty());
}

TEST_F(TrackRecorderTest, ASessionHasItsFileSoonAndAWholeOneAtItsEnd) {
  start();
  recorder->joined("a", "Ada", false);
  recorder->add("a", "s1", Purpose::call, video, audio);
  recorder->add("a", "s1", Purpose::call, video, audio);
  EXPECT_GE(video->keyframes, 1);
  for (const auto& frame : vp8_frames(3)) video->send(frame.get());
  for (const auto& packet : opus_packets(3)) audio->send(packet.get());
  ASSERT_TRUE(test::run_until([this] { return !meeting().tracks.empty(); }));
  EXPECT_EQ(meeting().tracks.front().file, "001-Ada.mkv");
  EXPECT_FALSE(meeting().tracks.front().end);
  recorder->remove("a", "s1");
  EXPECT_FALSE(video->consumer);
  ASSERT_TRUE(test::run_until([this] { return meeting().tracks.front().end.has_value(); }));
  const auto track = meeting().tracks.front();
  EXPECT_EQ(track.session, "s1");
  EXPECT_EQ(track.video->codec, "VP8");
  EXPECT_EQ(track.audio->codec, "opus");
  EXPECT_EQ(read_back(folder.path + "/" + track.file, media::Medium::video, "VP8").times.size(), 3U);
}

TEST_F(TrackRecorderTest, WhoBringsNothingLeavesNoFile) {
  start();
  recorder->joined("a", "Ada", false);
  recorder->add("a", "s1", Purpose::call, video, nullptr);
  recorder.reset();
  EXPECT_TRUE(meeting().tracks.empty());
}

TEST_F(TrackRecorderTest, AKeyframeIsAskedForUntilThereIsOne) {
  start();
  recorder->add("a", "s1", Purpose::call, video, nullptr);
  EXPECT_TRUE(test::run_until([this] { return video->keyframes >= 3; }));
  video->send(vp8_frames(1).front().get());
  ASSERT_TRUE(test::run_until([this] { return !meeting().tracks.empty(); }));
}

TEST_F(TrackRecorderTest, WhenNothingCanBeWrittenItSaysSoOnce) {
  start();
  recorder->joined("a", "Ada", false);
  recorder->add("a", "s1", Purpose::call, video, nullptr);
  std::filesystem::remove_all(folder.path);
  video->send(vp8_frames(1).front().get());
  ASSERT_TRUE(test::run_until([this] { return !failed.empty(); }));
  recorder.reset();
}

TEST_F(TrackRecorderTest, WhereNothingCanBeWrittenItDoesNotBegin) {
  EXPECT_THROW(TrackRecorder("/proc/none", "tea", "", {}), util::Error);
}

}  // namespace
}  // namespace vchat::tracks
