#include "peer/bandwidth.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

using namespace std::chrono_literals;
using congestion::PacketReport;

/// Feedback each 100 ms for `length`: so much arrives, of what is sent, so much later each time.
congestion::Time feed(Bandwidth& bandwidth, congestion::Time from, congestion::Time length, double rate, double share,
                      congestion::Time later, int ticks_a_picture = 1) {
  for (auto at = from; at < from + length; at += 100ms) {
    std::vector<PacketReport> batch;
    for (int i = 0; i < 10; ++i) {
      const auto sent = at + i * congestion::Time(10ms);
      PacketReport packet{sent, sent + 20ms + later, static_cast<std::size_t>(rate / 100 / 8)};
      if (i >= share * 10) packet.received.reset();
      batch.push_back(packet);
    }
    bandwidth.on_feedback(batch, at + 120ms);
    bandwidth.tick(70e3, at / 100ms % ticks_a_picture == 0, at + 120ms);
  }
  return from + length;
}

TEST(Bandwidth, GivesThePictureWhatSoundLeaves) {
  Bandwidth bandwidth({.least = 30e3, .start = 500e3, .most = 1e6});
  bandwidth.tick(70e3, true, 0ms);
  EXPECT_NEAR(bandwidth.picture(), 0.94 * 430e3, 1e3);
}

TEST(Bandwidth, LeavesRoomForWhatIsSentAgain) {
  Bandwidth bandwidth({.least = 30e3, .start = 500e3, .most = 500e3});
  for (auto at = congestion::Time(1s); at < 6s; at += 100ms) {
    // A tenth of a second at 100 kbit/s.
    const std::vector<PacketReport> again(1, {at, at + 20ms, 1250, true});
    bandwidth.on_feedback(again, at + 40ms);
    bandwidth.tick(70e3, true, at + 50ms);
  }
  EXPECT_NEAR(bandwidth.picture(), 0.94 * (bandwidth.controller().target() - 170e3), 2e3);
}

TEST(Bandwidth, PausesThePictureWhereOnlySoundGetsThroughAndTriesAgain) {
  Bandwidth bandwidth({.least = 30e3, .start = 100e3, .most = 1e6});
  // Half of everything is lost, at a rate that hardly carries the sound.
  auto now = feed(bandwidth, 1s, 10s, 90e3, 0.5, 0ms);
  EXPECT_EQ(bandwidth.picture(), 0);
  now = feed(bandwidth, now, 20s, 200e3, 1, 0ms);
  EXPECT_GT(bandwidth.picture(), 25e3);
}

TEST(Bandwidth, ThePictureWaitsForAJamToEnd) {
  Bandwidth bandwidth({.least = 30e3, .start = 500e3, .most = 1e6});
  auto now = feed(bandwidth, 1s, 5s, 500e3, 1, 0ms);
  for (const auto end = now + 600ms; now < end; now += 100ms) bandwidth.tick(70e3, true, now + 120ms);
  EXPECT_EQ(bandwidth.picture(), 0);
  EXPECT_FALSE(bandwidth.picture_paused()) << "nobody is told of that moment";
  now = feed(bandwidth, now, 200ms, 500e3, 1, 0ms);
  EXPECT_GT(bandwidth.picture(), 100e3);
}

TEST(Bandwidth, AfterAJamTheRateIsWhatPassedInIt) {
  Bandwidth bandwidth({.least = 30e3, .start = 1e6, .most = 1e6});
  auto now = feed(bandwidth, 1s, 5s, 1e6, 1, 0ms);
  // What is sent now arrives at 200 kbit/s. The first of it is told of when the picture waits already.
  std::vector<PacketReport> late;
  for (int i = 0; i < 6; ++i) late.push_back({now + i * 10ms, now + 20ms + i * 50ms, 1250});
  for (; bandwidth.picture() > 0; now += 100ms) bandwidth.tick(70e3, true, now + 120ms);
  bandwidth.on_feedback(late, now + 120ms);
  for (; bandwidth.picture() <= 0; now += 100ms) bandwidth.tick(70e3, false, now + 120ms);
  EXPECT_NEAR(bandwidth.controller().target(), 0.85 * 200e3, 5e3);
}

TEST(Bandwidth, AfterAJamInWhichNothingIsHeardTheRateIsHalf) {
  Bandwidth bandwidth({.least = 30e3, .start = 1e6, .most = 1e6});
  auto now = feed(bandwidth, 1s, 5s, 1e6, 1, 0ms);
  for (; bandwidth.picture() > 0; now += 100ms) bandwidth.tick(70e3, true, now + 120ms);
  const auto before = bandwidth.controller().target();
  for (; bandwidth.picture() <= 0; now += 100ms) bandwidth.tick(70e3, false, now + 120ms);
  EXPECT_LE(bandwidth.controller().target(), before / 2);
  EXPECT_GT(bandwidth.controller().target(), before / 4);
}

TEST(Bandwidth, AJamIsNotWaitedForForever) {
  Bandwidth bandwidth({.least = 30e3, .start = 500e3, .most = 1e6});
  auto now = feed(bandwidth, 1s, 5s, 500e3, 1, 0ms);
  int waited = 0;
  for (const auto end = now + 3s; now < end; now += 100ms) {
    bandwidth.tick(70e3, bandwidth.picture() > 0, now + 120ms);
    waited += bandwidth.picture() <= 0;
  }
  EXPECT_NEAR(waited, 5, 1) << "tenths of a second";
  EXPECT_GT(bandwidth.picture(), 0);
}

TEST(Bandwidth, PausesAPictureThatIsHardlyEverSent) {
  Bandwidth bandwidth({.least = 30e3, .start = 100e3, .most = 1e6});
  feed(bandwidth, 1s, 10s, 90e3, 0.5, 0ms, 5);
  EXPECT_EQ(bandwidth.picture(), 0);
}

}  // namespace
}  // namespace vchat::peer
