#include "media/picture_fitter.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

constexpr PictureLimits limits{640, 360, 30};

TEST(FitSize, LeavesWhatFits) {
  EXPECT_EQ(fit_size(640, 360, 1, 1, limits), (PictureSize{640, 360}));
  EXPECT_EQ(fit_size(320, 240, 1, 1, limits), (PictureSize{320, 240}));
}

TEST(FitSize, KeepsTheShape) {
  EXPECT_EQ(fit_size(1280, 720, 1, 1, limits), (PictureSize{640, 360}));
  EXPECT_EQ(fit_size(640, 480, 1, 1, limits), (PictureSize{480, 360}));
  EXPECT_EQ(fit_size(720, 1280, 1, 1, limits), (PictureSize{202, 360}));
}

TEST(FitSize, MakesPixelsSquare) {
  EXPECT_EQ(fit_size(352, 288, 12, 11, limits), (PictureSize{352, 264}));
  EXPECT_EQ(fit_size(352, 240, 10, 11, limits), (PictureSize{320, 240}));
}

TEST(FitSize, SidesAreEvenAndNeverNothing) {
  EXPECT_EQ(fit_size(321, 181, 1, 1, limits), (PictureSize{322, 182}));
  EXPECT_EQ(fit_size(4000, 1, 1, 1, limits), (PictureSize{640, 2}));
}

int kept_of(int framerate, std::chrono::nanoseconds spacing, int frames) {
  FrameDropper dropper(framerate);
  int kept = 0;
  for (int i = 0; i < frames; ++i) kept += dropper.keep(7s + i * spacing) ? 1 : 0;
  return kept;
}

TEST(FrameDropper, HalvesTwiceTheRate) {
  EXPECT_EQ(kept_of(30, 16'666'667ns, 120), 60);
}
TEST(FrameDropper, TakesThreeFifths) {
  EXPECT_NEAR(kept_of(30, 20ms, 100), 60, 1);
}
TEST(FrameDropper, KeepsEverythingOfItsOwnRateOrLess) {
  EXPECT_EQ(kept_of(30, 33'333'333ns, 90), 90);
  EXPECT_EQ(kept_of(30, 66ms, 90), 90);
}

TEST(FrameDropper, ToleratesAFewMillisecondsOfJitter) {
  FrameDropper dropper(30);
  for (int i = 0; i < 90; ++i) EXPECT_TRUE(dropper.keep(i * 33'333'333ns + (i % 2 ? 3ms : -3ms) + 1s)) << i;
}

TEST(FrameDropper, BeginsAnewAfterAGapOrAJumpBack) {
  FrameDropper dropper(30);
  EXPECT_TRUE(dropper.keep(10s));
  EXPECT_TRUE(dropper.keep(20s));
  EXPECT_FALSE(dropper.keep(20s + 16ms));
  EXPECT_TRUE(dropper.keep(1s));
  EXPECT_FALSE(dropper.keep(1s + 16ms));
}

}  // namespace
}  // namespace vchat::media
