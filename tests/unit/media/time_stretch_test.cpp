#include "media/time_stretch.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

std::vector<std::int16_t> tone(double frequency, std::size_t samples) {
  std::vector<std::int16_t> sound(samples);
  for (std::size_t i = 0; i < samples; ++i)
    sound[i] = static_cast<std::int16_t>(
        10000 * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / sound_rate));
  return sound;
}

/// The largest step between neighbours; a click is larger than any that the tone has.
int largest_step(const std::vector<std::int16_t>& sound) {
  int largest = 0;
  for (std::size_t i = 1; i < sound.size(); ++i) largest = std::max(largest, std::abs(sound[i] - sound[i - 1]));
  return largest;
}

class TimeStretch : public testing::TestWithParam<double> {};

TEST_P(TimeStretch, LeavesOutWholePeriodsWithoutASeam) {
  const auto sound = tone(GetParam(), 2000);
  std::vector<std::int16_t> block(sound_block);
  const auto used = play_faster(sound, block);
  EXPECT_GT(used, sound_block);
  EXPECT_LE(used, sound_block + max_stretch);
  block.insert(block.end(), sound.begin() + static_cast<std::ptrdiff_t>(used), sound.end());
  EXPECT_LE(largest_step(block), largest_step(sound) * 11 / 10 + 10);
}

TEST_P(TimeStretch, RepeatsWholePeriodsWithoutASeam) {
  const auto sound = tone(GetParam(), 2000);
  std::vector<std::int16_t> block(sound_block);
  const auto used = play_slower(sound, block);
  EXPECT_LT(used, sound_block);
  EXPECT_GE(used, sound_block - max_stretch);
  block.insert(block.end(), sound.begin() + static_cast<std::ptrdiff_t>(used), sound.end());
  EXPECT_LE(largest_step(block), largest_step(sound) * 11 / 10 + 10);
}

INSTANTIATE_TEST_SUITE_P(Tones, TimeStretch, testing::Values(220.0, 440.0, 997.0, 3000.0));

TEST(TimeStretchOf, SilenceStaysSilence) {
  const std::vector<std::int16_t> silence(2000);
  std::vector<std::int16_t> block(sound_block, 7);
  EXPECT_EQ(play_faster(silence, block), sound_block + max_stretch);
  EXPECT_EQ(block, std::vector<std::int16_t>(sound_block));
}

}  // namespace
}  // namespace vchat::media
