#include "media/still_filter.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

/// Pictures ten times a second; counts those that are encoded.
struct StillFilterTest : testing::Test {
  bool next(bool repeated, bool keyframe_wanted = false, bool may = true) {
    now += 100ms;
    filter.see(repeated);
    if (!filter.worth_it(keyframe_wanted, now) || !may) return false;
    filter.take(keyframe_wanted, now);
    return true;
  }
  int taken_of_repeats(int number) {
    int taken = 0;
    for (int i = 0; i < number; ++i) taken += next(true) ? 1 : 0;
    return taken;
  }

  StillFilter filter;
  std::chrono::nanoseconds now{0};
};

TEST_F(StillFilterTest, TakesWhatIsNew) {
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(next(false));
}

TEST_F(StillFilterTest, TheFirstIsTakenEvenIfItIsARepeat) {
  EXPECT_TRUE(next(true));
}

TEST_F(StillFilterTest, SharpensForAWhileAndThenShowsALifeSignNowAndThen) {
  ASSERT_TRUE(next(false));
  EXPECT_EQ(taken_of_repeats(49), 49);
  EXPECT_EQ(taken_of_repeats(100), 5);
}

TEST_F(StillFilterTest, AKeyframeIsTakenAtOnceAndSharpenedAnew) {
  ASSERT_TRUE(next(false));
  (void)taken_of_repeats(55);
  ASSERT_FALSE(next(true));
  EXPECT_TRUE(next(true, true));
  EXPECT_EQ(taken_of_repeats(20), 20);
}

TEST_F(StillFilterTest, WhatWasNewAndLeftOutIsStillNew) {
  ASSERT_TRUE(next(false));
  (void)taken_of_repeats(55);
  EXPECT_FALSE(next(false, false, false)) << "too many frames";
  EXPECT_TRUE(next(true)) << "its repeat is the first that the encoder sees of it";
  EXPECT_TRUE(next(true));
}

}  // namespace
}  // namespace vchat::media
