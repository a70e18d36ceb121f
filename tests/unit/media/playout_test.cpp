#include "media/playout.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// Frames at 30/s, each `delay(i)` after its timestamp.
class Trace {
 public:
  template <class Delay>
  void play(PlayoutDelay& playout, nanoseconds time, Delay delay) {
    for (const auto end = pts_ + time; pts_ < end; pts_ += 33'333'333ns) playout.observe(pts_ + delay(), pts_);
  }

 private:
  nanoseconds pts_ = 10s;
};

class Jitter {
 public:
  explicit Jitter(nanoseconds most, nanoseconds base = 5ms) : base_(base), distribution_(0, most.count()) {}
  nanoseconds operator()() { return base_ + nanoseconds(distribution_(random_)); }

 private:
  nanoseconds base_;
  std::mt19937 random_{7};
  std::uniform_int_distribution<nanoseconds::rep> distribution_;
};

constexpr auto constant = [](nanoseconds delay) { return [delay] { return delay; }; };

TEST(PlayoutDelay, ShowsAtOnceOnACleanPath) {
  PlayoutDelay playout;
  EXPECT_EQ(playout.target(), 0ns);
  Trace().play(playout, 5s, Jitter(2ms));
  EXPECT_LE(playout.target(), 7ms);
}

TEST(PlayoutDelay, CoversTheJitterButForWhatIsNotSeen) {
  PlayoutDelay playout;
  Trace().play(playout, 10s, Jitter(30ms));
  EXPECT_GE(playout.target(), 5ms + 18ms);
  EXPECT_LE(playout.target(), 5ms + 30ms);
}

TEST(PlayoutDelay, GoesUpQuicklyAndDownSlowly) {
  PlayoutDelay playout;
  Trace trace;
  trace.play(playout, 5s, Jitter(1ms));
  trace.play(playout, 1s, Jitter(60ms));
  const auto raised = playout.target();
  EXPECT_GE(raised, 40ms);
  trace.play(playout, 1s, Jitter(1ms));
  EXPECT_GE(playout.target(), 30ms) << "the jitter of a second ago may come again";
  trace.play(playout, 12s, Jitter(1ms));
  EXPECT_LE(playout.target(), 8ms);
}

TEST(PlayoutDelay, IgnoresASingleSpike) {
  PlayoutDelay playout;
  Trace trace;
  trace.play(playout, 5s, Jitter(1ms));
  trace.play(playout, 34ms, constant(400ms));
  trace.play(playout, 100ms, Jitter(1ms));
  EXPECT_LE(playout.target(), 7ms);
}

TEST(PlayoutDelay, ShowsTheFrameThatEndsAFreezeAtOnce) {
  PlayoutDelay playout;
  Trace().play(playout, 5s, Jitter(300ms));
  playout.set_audio_delay(280ms);
  const auto usual = playout.target();
  ASSERT_GT(usual, 200ms);
  playout.observe(20s + 10ms, 20s);
  EXPECT_EQ(playout.target(), 10ms);
  playout.observe(20s + 45ms, 20s + 35ms);
  EXPECT_GE(playout.target(), usual - 40ms) << "those after it keep the lips with the sound";
}

TEST(PlayoutDelay, FollowsAShiftOfTheTimestampsBothWays) {
  PlayoutDelay playout;
  Trace trace;
  trace.play(playout, 5s, Jitter(2ms, 100ms));
  trace.play(playout, 300ms, Jitter(2ms, 10ms));
  EXPECT_LE(playout.target(), 13ms);
  trace.play(playout, 300ms, Jitter(2ms, 200ms));
  EXPECT_GE(playout.target(), 199ms);
  EXPECT_LE(playout.target(), 203ms);
}

TEST(PlayoutDelay, FollowsAJumpIntoTheFutureAtOnce) {
  PlayoutDelay playout;
  Trace trace;
  trace.play(playout, 5s, constant(5ms));
  trace.play(playout, 33ms, constant(-10s));
  EXPECT_EQ(playout.target(), -10s);
}

TEST(PlayoutDelay, FollowsTimestampsIntoTheFuture) {
  PlayoutDelay playout;
  Trace().play(playout, 5s, constant(-30ms));
  EXPECT_EQ(playout.target(), -30ms);
}

TEST(PlayoutDelay, KeepsTheLipsWithTheSound) {
  PlayoutDelay playout;
  Trace().play(playout, 5s, constant(5ms));
  playout.set_audio_delay(150ms);
  EXPECT_EQ(playout.target(), 125ms);
  playout.set_audio_delay(40ms);
  EXPECT_EQ(playout.target(), 15ms);
}

TEST(PlayoutDelay, HasALimit) {
  PlayoutDelay playout;
  Trace().play(playout, 5s, constant(5ms));
  playout.set_audio_delay(30s);
  EXPECT_EQ(playout.target(), 1005ms);
}

}  // namespace
}  // namespace vchat::media
