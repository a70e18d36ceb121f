#include "recording/drop_counter.hpp"

#include <gtest/gtest.h>

namespace vchat::recording {
namespace {

using namespace std::chrono_literals;

/// How often it was told in a minute of 30 pictures a second of which one in `every` was left out.
int told_in_a_minute(int every) {
  DropCounter drops;
  int told = 0;
  for (int picture = 1; picture <= 1800; ++picture)
    if (drops.add(picture % every == 0, picture * 33ms)) ++told;
  return told;
}

TEST(DropCounter, TellsOnceOfMoreThanATenth) {
  EXPECT_EQ(told_in_a_minute(5), 1);
}

TEST(DropCounter, SaysNothingOfAFewPictures) {
  EXPECT_EQ(told_in_a_minute(20), 0);
  EXPECT_EQ(told_in_a_minute(10'000), 0);
}

}  // namespace
}  // namespace vchat::recording
