#include "media/ladder_plan.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

const auto ladder = plan_ladder({.width = 640, .height = 360, .framerate = 30, .bitrate = 1'000'000});

TEST(LadderPlan, HalvesThePictureTwice) {
  ASSERT_EQ(ladder.size(), 3U);
  EXPECT_EQ(ladder[0].width, 640);
  EXPECT_EQ(ladder[1].width, 320);
  EXPECT_EQ(ladder[2].height, 90);
  EXPECT_EQ(ladder[2].least, 0);
}

TEST(LadderPlan, StopsWhereThereIsNoPictureLeft) {
  EXPECT_EQ(plan_ladder({.width = 160, .height = 120}).size(), 1U);
  EXPECT_EQ(plan_ladder({.width = 320, .height = 240}).size(), 2U);
  EXPECT_EQ(plan_ladder({.width = 322, .height = 242})[1].width % 2, 0);
}

TEST(LadderPlan, AScreenStaysWholeWhereAFaceIsHalvedAlready) {
  const auto face = plan_ladder({.width = 1920, .height = 1080, .bitrate = 2'500'000});
  const auto screen = plan_ladder({.width = 1920, .height = 1080, .bitrate = 2'500'000, .content = Content::screen});
  EXPECT_EQ(choose_rung(face, std::nullopt, 400e3), 1U);
  EXPECT_EQ(choose_rung(screen, std::nullopt, 400e3), 0U);
  EXPECT_GT(choose_rung(screen, std::nullopt, 100e3), 0U);
  for (std::size_t i = 1; i < screen.size(); ++i) EXPECT_GT(screen[i].most, 1.25 * screen[i - 1].least);
}

TEST(LadderPlan, RangesOverlap) {
  for (std::size_t i = 1; i < ladder.size(); ++i) EXPECT_GT(ladder[i].most, 1.25 * ladder[i - 1].least);
}

TEST(ChooseRung, TakesTheLargestThatTheRateCarries) {
  EXPECT_EQ(choose_rung(ladder, std::nullopt, 2e6), 0U);
  EXPECT_EQ(choose_rung(ladder, std::nullopt, 200e3), 1U);
  EXPECT_EQ(choose_rung(ladder, std::nullopt, 50e3), 2U);
  EXPECT_EQ(choose_rung(ladder, std::nullopt, 0), 2U);
}

TEST(ChooseRung, GoesUpOnlyWithSomethingToSpare) {
  const double border = ladder[0].least;
  EXPECT_EQ(choose_rung(ladder, 0, border + 1), 0U);
  EXPECT_EQ(choose_rung(ladder, 0, border - 1), 1U);
  EXPECT_EQ(choose_rung(ladder, 1, border + 1), 1U);
  EXPECT_EQ(choose_rung(ladder, 1, 1.3 * border), 0U);
  EXPECT_EQ(choose_rung(ladder, 2, 1.3 * border), 0U) << "straight to the top where the rate says so";
}

TEST(UsefulShareOfFrames, IsLessBeforeThePictureGetsSmaller) {
  EXPECT_EQ(useful_share_of_frames(ladder[0], 1, 0.9e6), 1);
  EXPECT_NEAR(useful_share_of_frames(ladder[0], 1, 0.4e6), 2.0 / 3, 1e-9);
}

TEST(UsefulShareOfFrames, DoesNotFollowARateThatGoesUpAndDownALittle) {
  EXPECT_EQ(useful_share_of_frames(ladder[0], 1, 0.52e6), 1);
  EXPECT_LT(useful_share_of_frames(ladder[0], 2.0 / 3, 0.52e6), 1);
}

}  // namespace
}  // namespace vchat::media
