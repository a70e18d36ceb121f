#include <vector>

#include <gtest/gtest.h>

#include "congestion/delay_control.hpp"
#include "congestion/delay_trend.hpp"
#include "congestion/loss_control.hpp"
#include "congestion/overuse_detector.hpp"
#include "congestion/queue_delay.hpp"
#include "congestion/rate_meter.hpp"

namespace vchat::congestion {
namespace {

using namespace std::chrono_literals;

/// One packet each 30 ms, each so much later than the one before.
double trend_of(Time later, int packets = 40) {
  DelayTrend trend;
  for (int i = 0; i < packets; ++i) trend.add({i * Time(30ms), i * Time(30ms) + i * later, 1200});
  return trend.trend();
}

TEST(DelayTrend, IsZeroWhileTheDelayStays) {
  EXPECT_DOUBLE_EQ(trend_of(0us), 0);
}

TEST(DelayTrend, GrowsWithTheQueueAndFallsWhenItEmpties) {
  EXPECT_GT(trend_of(1ms), 3);
  EXPECT_GT(trend_of(3ms), trend_of(1ms));
  EXPECT_LT(trend_of(-1ms), -3);
}

TEST(DelayTrend, TakesThePacketsOfABurstAsOne) {
  DelayTrend trend;
  // Packets of a frame leave together and arrive one after the other: no queue grows.
  for (int frame = 0; frame < 60; ++frame)
    for (int packet = 0; packet < 4; ++packet)
      trend.add({frame * Time(33ms) + packet * 100us, frame * Time(33ms) + packet * Time(3ms), 1200});
  EXPECT_NEAR(trend.trend(), 0, 0.01);
}

TEST(DelayTrend, ForgetsAfterALongPause) {
  DelayTrend trend;
  for (int i = 0; i < 40; ++i) trend.add({i * Time(30ms), i * Time(33ms), 1200});
  ASSERT_GT(trend.trend(), 0);
  trend.add({1h, 1h, 1200});
  EXPECT_EQ(trend.trend(), 0);
}

TEST(OveruseDetector, WaitsForMoreThanOneSign) {
  OveruseDetector detector;
  EXPECT_EQ(detector.update(50, 0ms), Usage::normal);
  EXPECT_EQ(detector.update(50, 5ms), Usage::normal);
  EXPECT_EQ(detector.update(50, 20ms), Usage::overuse);
  EXPECT_EQ(detector.update(0, 40ms), Usage::normal);
  EXPECT_EQ(detector.update(-50, 60ms), Usage::underuse);
}

TEST(OveruseDetector, GetsUsedToATrendThatIsAlwaysThere) {
  OveruseDetector detector;
  Time now = 0ms;
  for (int i = 0; i < 400; ++i) detector.update(i % 2 ? 14 : -14, now += 20ms);
  detector.update(13, now += 20ms);
  EXPECT_EQ(detector.update(13, now += 20ms), Usage::normal);
}

TEST(RateMeter, MeasuresOverHalfASecond) {
  RateMeter meter;
  EXPECT_FALSE(meter.rate());
  for (int i = 0; i <= 100; ++i) meter.add(i * Time(10ms), 1250);
  ASSERT_TRUE(meter.rate());
  EXPECT_NEAR(*meter.rate(), 1e6, 1e4);
  for (int i = 101; i <= 200; ++i) meter.add(i * Time(10ms), 125);
  EXPECT_NEAR(*meter.rate(), 1e5, 1e3);
}

TEST(RateMeter, SeesSoonThatLessArrives) {
  RateMeter meter;
  EXPECT_FALSE(meter.recent());
  for (int i = 0; i <= 100; ++i) meter.add(i * Time(10ms), 1250);
  for (int i = 101; i <= 121; ++i) meter.add(i * Time(10ms), 125);
  ASSERT_TRUE(meter.recent());
  EXPECT_NEAR(*meter.recent(), 1e5, 1e3);
  EXPECT_GT(*meter.rate(), 5e5);
}

TEST(QueueDelay, IsWhatIsAboveTheLeast) {
  QueueDelay delay;
  EXPECT_EQ(delay.standing(), 0ms);
  for (int i = 0; i < 100; ++i) delay.add({i * Time(10ms), i * Time(10ms) + 50ms, 100});
  EXPECT_EQ(delay.standing(), 0ms);
  for (int i = 100; i < 300; ++i) delay.add({i * Time(10ms), i * Time(10ms) + 90ms, 100});
  EXPECT_NEAR(milliseconds(delay.standing()), 40, 1);
}

TEST(QueueDelay, TakesNoBurstForAQueueThatStands) {
  QueueDelay delay;
  for (int i = 0; i < 100; ++i) delay.add({i * Time(10ms), i * Time(10ms) + (i % 20 < 15 ? 100ms : 50ms), 100});
  EXPECT_EQ(delay.standing(), 0ms);
}

TEST(QueueDelay, FollowsAPathThatHasBecomeLonger) {
  QueueDelay delay;
  for (int i = 0; i < 100; ++i) delay.add({i * Time(100ms), i * Time(100ms) + 50ms, 100});
  for (int i = 100; i < 400; ++i) delay.add({i * Time(100ms), i * Time(100ms) + 90ms, 100});
  EXPECT_EQ(delay.standing(), 0ms);
}

/// The second after `number` seconds: 100 packets of which so many are lost.
void second(LossControl& control, int lost, int number, double target = 1e6, bool full_queue = false) {
  if (number == 0) control.add({}, 0s, {.target = target, .full_queue = full_queue});
  std::vector<PacketReport> packets(100);
  for (int i = lost; i < 100; ++i) packets[static_cast<std::size_t>(i)].received = 0ms;
  control.add(packets, (number + 1) * Time(1s), {.target = target, .full_queue = full_queue});
}

TEST(LossControl, SendsLessAtMuchLossAndMoreWithoutAny) {
  LossControl control(2e6);
  second(control, 0, 0);
  second(control, 30, 1);
  EXPECT_NEAR(control.rate(), 0.85e6, 1);
  EXPECT_TRUE(control.holds());
  EXPECT_DOUBLE_EQ(control.loss(), 0.3);
  second(control, 0, 2);
  EXPECT_FALSE(control.holds());
  EXPECT_GT(control.rate(), 0.85e6);
}

TEST(LossControl, HoldsInBetween) {
  LossControl control(2e6);
  second(control, 0, 0);
  second(control, 5, 1);
  EXPECT_TRUE(control.holds());
  EXPECT_EQ(control.rate(), 2e6);
}

TEST(LossControl, GetsUsedToLossThatIsAlwaysThere) {
  LossControl control(2e6);
  for (int i = 0; i < 5; ++i) second(control, 5, i);
  EXPECT_FALSE(control.holds()) << "within seconds";
  for (int i = 5; i < 30; ++i) second(control, 5, i);
  EXPECT_FALSE(control.holds());
  second(control, 30, 31);
  EXPECT_LT(control.rate(), 1e6);
}

TEST(LossControl, TakesTheMeanForUsualAndNotTheLeast) {
  LossControl control(2e6);
  for (int i = 0; i < 30; ++i) second(control, i % 4 == 0 ? 2 : 5, i);
  EXPECT_FALSE(control.holds());
}

TEST(LossControl, DoesNotGetUsedToLossOfAFullQueue) {
  LossControl control(2e6);
  for (int i = 0; i < 30; ++i) second(control, 12, i, 1e6, true);
  EXPECT_TRUE(control.holds());
  EXPECT_LT(control.rate(), 1e6);
}

TEST(LossControl, LeavesEmptyingAQueueToDelayControlAndComesBackSoon) {
  LossControl control(2e6);
  const auto overflow = [&](int lost, int number) {
    std::vector<PacketReport> packets(100);
    for (int i = lost; i < 100; ++i) packets[static_cast<std::size_t>(i)].received = 0ms;
    control.add(packets, number * Time(1s), {.target = 1e6, .arriving = 400e3, .full_queue = true});
  };
  overflow(0, 0);
  for (int i = 1; i < 5; ++i) overflow(60, i);
  EXPECT_GT(control.rate(), 250e3);
  const auto before = control.rate();
  overflow(0, 5);
  EXPECT_GT(control.rate(), 1.5 * before);
}

TEST(LossControl, NeverTakesHeavyLossForUsual) {
  LossControl control(2e6);
  for (int i = 0; i < 30; ++i) second(control, 40, i);
  EXPECT_LT(control.rate(), 1e5);
}

TEST(DelayControl, GoesBackAtTheFirstSignOfAQueueNearTheCapacity) {
  DelayControl control(20e3, 300e3, 5e6);
  Time now{0};
  const auto feedback = [&](Usage usage, Time queue) {
    control.update({.usage = usage, .arriving = 200e3, .recent = queue, .round_trip = 50ms}, now += 100ms);
  };
  feedback(Usage::overuse, 0ms);
  for (int i = 0; i < 100 && control.rate() < 190e3; ++i) feedback(Usage::normal, 0ms);
  ASSERT_GE(control.rate(), 190e3);
  feedback(Usage::normal, 30ms);
  EXPECT_GE(control.rate(), 190e3) << "that may be a keyframe";
  feedback(Usage::normal, 30ms);
  EXPECT_NEAR(control.rate(), 0.85 * 200e3, 1e3);
}

}  // namespace
}  // namespace vchat::congestion
