#include "recording/sound_timeline.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace vchat::recording {
namespace {

using namespace std::chrono_literals;
using Block = std::array<std::int16_t, media::sound_block>;

Block block_of(int level) {
  Block block;
  block.fill(static_cast<std::int16_t>(level));
  return block;
}

class SoundTimelineTest : public testing::Test {
 protected:
  /// The next 10 ms if all of them have one level, else -1.
  int next() {
    Block block;
    timeline_.take(block);
    const bool even = std::all_of(block.begin(), block.end(), [&](auto sample) { return sample == block[0]; });
    return even ? block[0] : -1;
  }

  SoundTimeline timeline_{1s};
  SoundTimeline::Lane one_;
  SoundTimeline::Lane other_;
};

TEST_F(SoundTimelineTest, AddsUpWhatIsHeardAtTheSameMoment) {
  timeline_.add(one_, block_of(100), 1s);
  timeline_.add(one_, block_of(200), 1s + 10ms);
  timeline_.add(other_, block_of(7), 1s + 10ms);
  EXPECT_EQ(timeline_.front(), 1s);
  EXPECT_EQ(next(), 100);
  EXPECT_EQ(next(), 207);
  EXPECT_EQ(next(), 0);
  EXPECT_EQ(timeline_.front(), 1s + 30ms);
}

TEST_F(SoundTimelineTest, JoinsWhatFollowsCloselyAndLeavesPauses) {
  timeline_.add(one_, block_of(1), 1s);
  timeline_.add(one_, block_of(2), 1s + 13ms);
  timeline_.add(one_, block_of(3), 1s + 17ms);
  timeline_.add(one_, block_of(4), 1s + 70ms);
  for (const int level : {1, 2, 3, 0, 0, 0, 0, 4, 0}) EXPECT_EQ(next(), level);
}

TEST_F(SoundTimelineTest, LeavesOutWhatIsTooLateOrFarAhead) {
  timeline_.add(one_, block_of(1), 900ms);
  timeline_.add(other_, block_of(1), 10s);
  EXPECT_EQ(next(), 0);
  SoundTimeline::Lane late;
  timeline_.add(late, block_of(5), 1s + 5ms);
  Block block;
  timeline_.take(block);
  EXPECT_EQ(block.front(), 5) << "the second half is in time";
  EXPECT_EQ(block.back(), 0);
}

TEST_F(SoundTimelineTest, DoesNotOverflow) {
  timeline_.add(one_, block_of(30'000), 1s);
  timeline_.add(other_, block_of(30'000), 1s);
  const int level = next();
  EXPECT_GT(level, 30'000);
  EXPECT_LE(level, 32'767);
}

}  // namespace
}  // namespace vchat::recording
