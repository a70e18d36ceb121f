#include "media/overload_guard.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

/// So many seconds of thirty pictures, of which `late` were late; how often the limit changed.
int pass(OverloadGuard& guard, int seconds, int late) {
  int changes = 0;
  for (int i = 0; i < seconds; ++i) changes += guard.update({30, late}) ? 1 : 0;
  return changes;
}

TEST(OverloadGuard, LeavesAMachineAloneThatKeepsUp) {
  OverloadGuard guard;
  EXPECT_EQ(pass(guard, 100, 1), 0);
  EXPECT_EQ(guard.limit(), WorkLimit{});
}

TEST(OverloadGuard, AMomentIsNoOverload) {
  OverloadGuard guard;
  for (int i = 0; i < 20; ++i) {
    pass(guard, 2, 25);
    pass(guard, 1, 0);
  }
  EXPECT_EQ(guard.limit(), WorkLimit{});
}

TEST(OverloadGuard, FewerPicturesFirstThenSmallerOnes) {
  OverloadGuard guard;
  pass(guard, 3, 10);
  EXPECT_LT(guard.limit().framerate, 0.7);
  EXPECT_EQ(guard.limit().first_rung, 0U);
  EXPECT_FALSE(guard.overloaded());
  pass(guard, 9, 10);
  EXPECT_TRUE(guard.overloaded());
  EXPECT_EQ(guard.limit().first_rung, 1U);
  pass(guard, 100, 10);
  EXPECT_EQ(guard.limit().first_rung, 2U);
}

TEST(OverloadGuard, ComesBackWhenThereIsRoom) {
  OverloadGuard guard;
  pass(guard, 6, 10);
  EXPECT_EQ(pass(guard, 19, 0), 0);
  EXPECT_EQ(pass(guard, 1, 0), 1);
  pass(guard, 100, 0);
  EXPECT_EQ(guard.limit(), WorkLimit{});
}

TEST(OverloadGuard, WaitsLongerEachTimeThatComingBackWasTooMuch) {
  OverloadGuard guard;
  pass(guard, 3, 10);
  EXPECT_EQ(pass(guard, 20, 0), 1);
  pass(guard, 3, 10);
  EXPECT_EQ(pass(guard, 39, 0), 0);
  EXPECT_EQ(pass(guard, 1, 0), 1);
}

TEST(OverloadGuard, WithoutPicturesThereIsNothingToJudge) {
  OverloadGuard guard;
  for (int i = 0; i < 10; ++i) guard.update({2, 2});
  EXPECT_EQ(guard.limit(), WorkLimit{});
}

}  // namespace
}  // namespace vchat::media
