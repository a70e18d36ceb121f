#include "media/voice_buffer.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds start_time = 100s;

/// A sender of a 400 Hz tone in blocks of 10 ms, a network, and a reader each 10 ms.
class Line {
 public:
  using Delay = std::function<nanoseconds(nanoseconds pts)>;

  /// Runs for `time`. A block for which `delay` gives a negative time is lost.
  void run(nanoseconds time, const Delay& delay) {
    for (const auto end = now_ + time; now_ < end; now_ += 10ms) {
      send(now_, delay(now_));
      deliver(now_);
      std::vector<std::int16_t> block(sound_block, 12345);
      buffer.read(block, now_);
      heard.insert(heard.end(), block.begin(), block.end());
    }
  }
  void send(nanoseconds pts, nanoseconds delay) {
    if (delay < 0ns) return;
    std::vector<std::int16_t> block(sound_block);
    for (auto& sample : block) {
      sample = static_cast<std::int16_t>(
          10000 * std::sin(2 * std::numbers::pi * 400 * static_cast<double>(sent_++) / sound_rate));
    }
    last_arrival_ = std::max(last_arrival_, pts + delay);  // what comes before the voice keeps the order
    under_way_.emplace(last_arrival_, Packet{pts + shift, std::move(block)});
  }
  /// Nothing is sent to be heard; a sign of life comes five times a second.
  void pause(nanoseconds time, nanoseconds delay) {
    for (const auto end = now_ + time; now_ < end; now_ += 10ms) {
      deliver(now_);
      if (now_ % 200ms == 0ms) buffer.observe(now_ - delay, now_);
      std::vector<std::int16_t> block(sound_block);
      buffer.read(block, now_);
    }
  }
  [[nodiscard]] int largest_step() const {
    int largest = 0;
    for (std::size_t i = 1; i < heard.size(); ++i) largest = std::max(largest, std::abs(heard[i] - heard[i - 1]));
    return largest;
  }
  /// Stretches of silence of at least 1 ms within the last `time`.
  [[nodiscard]] int holes(nanoseconds time) const {
    int holes = 0;
    int zeros = 0;
    for (auto i = heard.size() - static_cast<std::size_t>(to_samples(time)); i < heard.size(); ++i) {
      zeros = heard[i] == 0 ? zeros + 1 : 0;
      if (zeros == 48) ++holes;
    }
    return holes;
  }

  VoiceBuffer buffer;
  std::vector<std::int16_t> heard;
  nanoseconds shift = 0ns;  // of the timestamps

 private:
  struct Packet {
    nanoseconds pts;
    std::vector<std::int16_t> sound;
  };
  void deliver(nanoseconds until) {
    while (!under_way_.empty() && under_way_.begin()->first <= until) {
      const auto& [arrival, packet] = *under_way_.begin();
      buffer.push(packet.sound, packet.pts, arrival);
      under_way_.erase(under_way_.begin());
    }
  }

  nanoseconds now_ = start_time;
  nanoseconds last_arrival_ = 0ns;
  std::uint64_t sent_ = 0;
  std::multimap<nanoseconds, Packet> under_way_;
};

Line::Delay constant(nanoseconds delay) {
  return [delay](nanoseconds) { return delay; };
}

Line::Delay jitter(nanoseconds base, nanoseconds most) {
  return [base, most, random = std::mt19937(5)](nanoseconds) mutable {
    return base + nanoseconds(std::uniform_int_distribution<nanoseconds::rep>(0, most.count())(random));
  };
}

// The steepest step of the tone itself is 524.
constexpr int no_click = 700;

TEST(VoiceBuffer, AddsHardlyAnyDelayOnACleanPath) {
  Line line;
  line.run(5s, jitter(5ms, 2ms));
  EXPECT_LE(line.buffer.delay(), 7ms + 3ms + 10ms);
  EXPECT_GE(line.buffer.delay(), 7ms);
  EXPECT_EQ(line.holes(4s), 0);
  EXPECT_LE(line.largest_step(), no_click);
}

TEST(VoiceBuffer, GivesNothingAndCostsNothingBeforeSomethingCame) {
  VoiceBuffer buffer;
  std::vector<std::int16_t> block(sound_block, 1);
  EXPECT_FALSE(buffer.read(block, start_time));
  EXPECT_EQ(block, std::vector<std::int16_t>(sound_block));
  EXPECT_EQ(buffer.delay(), 0ns);
}

TEST(VoiceBuffer, GrowsWithTheJitterAndShrinksAfterIt) {
  Line line;
  line.run(4s, jitter(5ms, 1ms));
  line.run(6s, jitter(5ms, 60ms));
  EXPECT_GE(line.buffer.target(), 55ms);
  EXPECT_LE(line.buffer.target(), 75ms);
  EXPECT_LE(line.holes(4s), 12) << "the few latest of 400 blocks";
  line.run(25s, jitter(5ms, 1ms));
  EXPECT_LE(line.buffer.delay(), 20ms);
  EXPECT_EQ(line.holes(20s), 0);
  EXPECT_LE(line.largest_step(), no_click);
}

TEST(VoiceBuffer, GrowsAtOnceWhenSoundRunsOut) {
  Line line;
  line.run(2s, constant(5ms));
  line.run(100ms, constant(45ms));
  EXPECT_GE(line.buffer.target(), 45ms);
  line.run(2s, constant(45ms));
  EXPECT_EQ(line.holes(1500ms), 0);
}

TEST(VoiceBuffer, APauseInTheTimestampsIsSilenceWithoutClicks) {
  Line line;
  line.run(2s, constant(5ms));
  const auto before = line.buffer.target();
  for (int i = 0; i < 5; ++i) {
    line.run(380ms, constant(-1ns));
    EXPECT_GE(line.holes(300ms), 1);
    line.run(100ms, constant(5ms));
  }
  EXPECT_LE(line.largest_step(), no_click);
  EXPECT_LE(line.buffer.target(), before + 1ms) << "nothing came too late";
  line.run(1s, constant(5ms));
  EXPECT_EQ(line.holes(900ms), 0);
}

TEST(VoiceBuffer, InAPauseItLearnsHowLateSoundWouldCome) {
  Line line;
  line.run(10s, jitter(20ms, 200ms));
  ASSERT_GT(line.buffer.delay(), 180ms);
  line.pause(5s, 20ms);
  EXPECT_LT(line.buffer.delay(), 40ms) << "the picture need not wait for sound that would come soon";
  line.run(1s, constant(20ms));
  EXPECT_LT(line.buffer.delay(), 40ms);
}

TEST(VoiceBuffer, ALostBlockIsFadedOverAndTheDelayStays) {
  Line line;
  line.run(2s, jitter(5ms, 30ms));
  line.run(10ms, constant(-1ns));
  line.run(2s, jitter(5ms, 30ms));
  EXPECT_LE(line.largest_step(), no_click);
  EXPECT_LE(line.buffer.delay(), 50ms);
}

TEST(VoiceBuffer, DropsWhatItHasAlready) {
  Line line;
  line.run(1s, constant(5ms));
  const auto before = line.buffer.delay();
  const std::vector<std::int16_t> again(sound_block, 30000);
  for (int i = 0; i < 3; ++i) line.buffer.push(again, start_time + 900ms, start_time + 1s);
  line.run(500ms, constant(5ms));
  EXPECT_LE(*std::max_element(line.heard.begin(), line.heard.end()), 10000);
  EXPECT_NEAR(static_cast<double>(line.buffer.delay().count()), static_cast<double>(before.count()), 4e6);
}

TEST(VoiceBuffer, FollowsTimestampsThatJumpBothWays) {
  Line line;
  line.run(2s, constant(5ms));
  for (const auto shift : {3600s, 10s}) {
    line.shift = shift;
    line.run(3s, constant(5ms));
    EXPECT_EQ(line.holes(2s), 0);
    EXPECT_LE(line.largest_step(), no_click);
  }
}

TEST(VoiceBuffer, FollowsAClockThatDrifts) {
  Line line;
  // 500 ppm, far more than clocks do: 30 ms in a minute.
  line.run(60s, [](nanoseconds) { return 5ms; });
  const auto drift = [](nanoseconds pts) { return 5ms + (pts - start_time - 60s) / 2000; };
  line.run(60s, drift);
  EXPECT_LE(line.holes(60s), 3);
  EXPECT_LE(line.buffer.delay(), 35ms + 20ms);
  EXPECT_GE(line.buffer.delay(), 30ms);
}

TEST(VoiceBuffer, DropsABurstThatWasHeldUp) {
  Line line;
  line.run(1s, constant(5ms));
  const auto held_up_until = start_time + 1300ms;
  line.run(300ms, [&](nanoseconds pts) { return held_up_until - pts; });
  line.run(60s, constant(5ms));
  EXPECT_LE(line.buffer.delay(), 25ms);
  EXPECT_LE(line.largest_step(), no_click);
}

TEST(VoiceBuffer, HoldsALimitedAmount) {
  VoiceBuffer buffer;
  const std::vector<std::int16_t> sound(sound_block, 1);
  for (int i = 0; i < 1000; ++i) buffer.push(sound, start_time + i * 10ms, start_time + i * 10ms);
  std::vector<std::int16_t> block(sound_block);
  int blocks = 0;
  auto now = start_time + 10s;
  while (buffer.read(block, now)) {
    ++blocks;
    now += 10ms;
    ASSERT_LT(blocks, 200);
  }
}

}  // namespace
}  // namespace vchat::media
