#include "call/quality.hpp"

#include <gtest/gtest.h>

namespace vchat::call {
namespace {

peer::SessionStats good() {
  return {.rtt_ms = 30, .receive_bps = 500e3};
}

TEST(Quality, AGoodConnectionHasAllBars) {
  EXPECT_EQ(bars_of(good(), 0), 4);
}

TEST(Quality, TheWorstOfLossTimeAndFreezesCounts) {
  auto figures = good();
  figures.loss = 0.03;
  EXPECT_EQ(bars_of(figures, 0), 3);
  figures.rtt_ms = 600;
  EXPECT_EQ(bars_of(figures, 0), 2);
  EXPECT_EQ(bars_of(figures, 2), 1);
  figures.loss = 0.3;
  EXPECT_EQ(bars_of(figures, 0), 1);
}

TEST(Quality, APictureThatPausesLeavesOneBar) {
  auto figures = good();
  figures.paused = true;
  EXPECT_EQ(bars_of(figures, 0), 1);
}

TEST(Quality, NothingAtAllIsNone) {
  EXPECT_EQ(bars_of({}, 0), 0);
}

TEST(Quality, BarsFallAtOnceAndRiseAfterSeconds) {
  QualityMeter meter;
  auto figures = good();
  EXPECT_EQ(meter.update(figures), 4);
  figures.loss = 0.07;
  EXPECT_EQ(meter.update(figures), 2);
  for (int second = 0; second < 3; ++second) EXPECT_EQ(meter.update(good()), 2);
  EXPECT_EQ(meter.update(good()), 4);
}

TEST(Quality, AFreezeCountsInItsSecond) {
  QualityMeter meter;
  auto figures = good();
  figures.freezes = 1;
  EXPECT_EQ(meter.update(figures), 2);
  for (int second = 0; second < 4; ++second) meter.update(figures);
  EXPECT_EQ(meter.update(figures), 4);
}

}  // namespace
}  // namespace vchat::call
