#include "peer/freeze_counter.hpp"

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

using std::chrono::milliseconds;

struct Player {
  FreezeCounter counter;
  milliseconds now{0};
  void frames(int count, milliseconds gap) {
    for (int i = 0; i < count; ++i) counter.frame_shown(now += gap);
  }
};

TEST(FreezeCounter, CountsNoneAtASteadyRate) {
  Player player;
  player.frames(100, milliseconds(33));
  EXPECT_EQ(player.counter.freezes(), 0U);
}

TEST(FreezeCounter, CountsAGapBeyondTheMeanAnd150Milliseconds) {
  Player player;
  player.frames(60, milliseconds(33));
  player.frames(1, milliseconds(180));
  EXPECT_EQ(player.counter.freezes(), 0U);
  player.frames(1, milliseconds(250));
  EXPECT_EQ(player.counter.freezes(), 1U);
}

TEST(FreezeCounter, GrantsASlowPictureThreeOfItsGaps) {
  Player player;
  player.frames(60, milliseconds(200));
  player.frames(1, milliseconds(550));
  EXPECT_EQ(player.counter.freezes(), 0U);
  player.frames(1, milliseconds(700));
  EXPECT_EQ(player.counter.freezes(), 1U);
}

TEST(FreezeCounter, DoesNotCountAPause) {
  Player player;
  player.frames(60, milliseconds(33));
  player.counter.pause();
  player.frames(1, milliseconds(5000));
  EXPECT_EQ(player.counter.freezes(), 0U);
}

}  // namespace
}  // namespace vchat::peer
