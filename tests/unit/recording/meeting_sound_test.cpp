#include "recording/meeting_sound.hpp"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"
#include "media/clock.hpp"

namespace vchat::recording {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Block = std::array<std::int16_t, media::sound_block>;

glib::RefPtr<GstSample> microphone_block(int level, nanoseconds at) {
  Block block;
  block.fill(static_cast<std::int16_t>(level));
  auto buffer = glib::adopt(gst_buffer_new_memdup(block.data(), sizeof block));
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(at.count());
  return glib::adopt(gst_sample_new(buffer.get(), nullptr, nullptr, nullptr));
}

class MeetingSoundTest : public testing::Test {
 protected:
  void start() {
    sound_.start(start_, [this](media::ConstSoundSpan block, nanoseconds time) {
      EXPECT_EQ(time, start_ + blocks_.size() * 10ms);
      blocks_.push_back(block.front());
    });
  }

  // On a sample.
  const nanoseconds start_ = std::chrono::floor<std::chrono::milliseconds>(nanoseconds(media::running_time_now()));
  MeetingSound sound_;
  std::vector<int> blocks_;  // the level of each
};

TEST_F(MeetingSoundTest, PutsTheMicrophoneBesideItsPicture) {
  start();
  for (int i = 0; i < 400; ++i) sound_.tell_picture_delay(50ms);
  sound_.add_microphone(microphone_block(100, start_).get());
  sound_.stop(start_ + 100ms);
  EXPECT_THAT(blocks_, ElementsAre(0, 0, 0, 0, 0, 100, 0, 0, 0, 0));
}

TEST_F(MeetingSoundTest, IgnoresTheDelayOfAPictureThatStandsStill) {
  start();
  sound_.tell_picture_delay(10s);
  sound_.add_microphone(microphone_block(100, start_).get());
  sound_.stop(start_ + 20ms);
  EXPECT_THAT(blocks_, ElementsAre(100, 0));
}

TEST_F(MeetingSoundTest, AddsWhatIsHeardWhenItIsHeard) {
  start();
  Block block;
  block.fill(7);
  sound_.add_heard(block, start_ + 10ms);
  sound_.add_microphone(microphone_block(100, start_ + 10ms).get());
  sound_.stop(start_ + 30ms);
  EXPECT_THAT(blocks_, ElementsAre(0, 107, 0));
}

TEST_F(MeetingSoundTest, DropsWhatComesWhileNothingIsRecorded) {
  sound_.add_microphone(microphone_block(100, start_).get());
  sound_.add_heard(Block{}, start_);
  sound_.stop(start_ + 1s);
  EXPECT_THAT(blocks_, IsEmpty());
  start();
  sound_.stop(start_ + 10ms);
  sound_.add_microphone(microphone_block(100, start_ + 10ms).get());
  EXPECT_THAT(blocks_, ElementsAre(0));
}

}  // namespace
}  // namespace vchat::recording
