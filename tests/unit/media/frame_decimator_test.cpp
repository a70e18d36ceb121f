#include "media/frame_decimator.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

/// Of the frames of ten seconds at 30 a second, so many are kept.
int kept(double rate, std::chrono::nanoseconds jitter = 0ns) {
  FrameDecimator decimator;
  decimator.set_rate(rate);
  int count = 0;
  for (int i = 0; i < 300; ++i) count += decimator.take(1s + i * 33'333'333ns + (i % 2 ? jitter : -jitter)) ? 1 : 0;
  return count;
}

TEST(FrameDecimator, KeepsEverythingBelowTheRate) {
  EXPECT_EQ(kept(30), 300);
  EXPECT_EQ(kept(60), 300);
  EXPECT_EQ(kept(30, 5ms), 300);
}

TEST(FrameDecimator, KeepsTheRate) {
  EXPECT_NEAR(kept(20), 200, 2);
  EXPECT_NEAR(kept(15), 150, 2);
  EXPECT_NEAR(kept(20, 5ms), 200, 10);
}

TEST(FrameDecimator, KeepsAllBeforeARateIsSet) {
  FrameDecimator decimator;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(decimator.take(i * 1ms));
}

TEST(FrameDecimator, BeginsAnewAfterAJump) {
  FrameDecimator decimator;
  decimator.set_rate(20);
  EXPECT_TRUE(decimator.take(100s));
  EXPECT_TRUE(decimator.take(1s));
  EXPECT_TRUE(decimator.take(1100ms));
}

}  // namespace
}  // namespace vchat::media
