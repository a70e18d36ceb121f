#include "peer/picture_watch.hpp"

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

using namespace std::chrono_literals;

/// Looks twice a second, from the first second on.
struct Watching {
  PictureWatch watch;
  PictureWatch::Time now = 1s, picture = 0s, anything = 0s;

  bool pass(std::chrono::milliseconds length, bool with_picture, bool with_sound) {
    for (const auto end = now + length; now < end; now += 500ms) {
      if (with_picture) picture = now;
      if (with_picture || with_sound) anything = now;
      watch.update(picture, anything, now);
    }
    return watch.pauses();
  }
};

TEST(PictureWatch, APictureThatStopsWhileSoundComesPauses) {
  Watching w;
  EXPECT_FALSE(w.pass(10s, true, true));
  EXPECT_FALSE(w.pass(2s, false, true));
  EXPECT_TRUE(w.pass(2s, false, true));
  EXPECT_FALSE(w.pass(500ms, true, true));
}

TEST(PictureWatch, WhatTheNetworkHoldsUpDoesNot) {
  Watching w;
  w.pass(10s, true, true);
  EXPECT_FALSE(w.pass(4s, false, false));
  // Sound is there again first.
  EXPECT_FALSE(w.pass(1s, false, true));
}

TEST(PictureWatch, NeitherDoesOneThatNeverCame) {
  Watching w;
  EXPECT_FALSE(w.pass(20s, false, true));
}

TEST(PictureWatch, OneThatWasSwitchedOnHasTimeToCome) {
  Watching w;
  w.pass(10s, true, true);
  EXPECT_TRUE(w.pass(20s, false, true));
  w.watch.restart(w.now);
  EXPECT_FALSE(w.pass(2s, false, true));
}

}  // namespace
}  // namespace vchat::peer
