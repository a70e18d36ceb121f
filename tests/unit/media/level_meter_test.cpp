#include "media/level_meter.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

std::vector<std::int16_t> block_of(std::int16_t value) {
  return std::vector<std::int16_t>(480, value);
}

TEST(LevelMeter, SilenceIsMinusHundred) {
  LevelMeter meter;
  EXPECT_EQ(meter.dbfs(), -100);
  meter.add(block_of(0));
  EXPECT_EQ(meter.dbfs(), -100);
}

TEST(LevelMeter, ASineOfFullScaleIsMinusThree) {
  LevelMeter meter;
  std::vector<std::int16_t> sine(4800);
  for (std::size_t i = 0; i < sine.size(); ++i)
    sine[i] = static_cast<std::int16_t>(32767 * std::sin(2 * std::numbers::pi * 480 * static_cast<double>(i) / 48000));
  meter.add(sine);
  EXPECT_NEAR(meter.dbfs(), -3.01, 0.01);
}

TEST(LevelMeter, ForgetsAfterAHundredMilliseconds) {
  LevelMeter meter;
  meter.add(block_of(32767));
  for (int i = 0; i < 9; ++i) meter.add(block_of(0));
  EXPECT_NEAR(meter.dbfs(), -10, 0.01) << "a tenth of the window is loud";
  meter.add(block_of(0));
  EXPECT_EQ(meter.dbfs(), -100);
}

}  // namespace
}  // namespace vchat::media
