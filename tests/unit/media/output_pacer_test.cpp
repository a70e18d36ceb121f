#include "media/output_pacer.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;
using TimePoint = OutputPacer::TimePoint;

constexpr TimePoint start{1000s};

TEST(OutputPacer, HasNothingToDoWhenNothingChanged) {
  OutputPacer pacer;
  EXPECT_FALSE(pacer.due());
  pacer.urgent(start);
  pacer.drawn(start);
  EXPECT_FALSE(pacer.due());
}

TEST(OutputPacer, LetsAFrameThroughAtOnceButNotTwoWithinEightMilliseconds) {
  OutputPacer pacer;
  pacer.urgent(start);
  EXPECT_EQ(pacer.due(), start);
  pacer.drawn(start);
  pacer.urgent(start + 1ms);
  EXPECT_GE(*pacer.due(), start + 7999us);
  EXPECT_LE(*pacer.due(), start + 8001us);
  pacer.drawn(*pacer.due());
  pacer.urgent(start + 60ms);
  EXPECT_EQ(pacer.due(), start + 60ms);
}

TEST(OutputPacer, GivesAtMostSixtyPicturesASecond) {
  OutputPacer pacer;
  int drawn = 0;
  for (auto now = start; now < start + 10s; now += 1ms) {
    pacer.urgent(now);
    if (*pacer.due() > now) continue;
    pacer.drawn(now);
    ++drawn;
  }
  EXPECT_GE(drawn, 590);
  EXPECT_LE(drawn, 602);
}

TEST(OutputPacer, OwnPictureRidesAlongWithTheOthers) {
  OutputPacer pacer;
  pacer.urgent(start);
  pacer.drawn(start);
  pacer.own_picture(start + 10ms);
  EXPECT_GE(*pacer.due(), start + 43ms);
  pacer.urgent(start + 33ms);
  EXPECT_EQ(pacer.due(), start + 33ms);
  pacer.drawn(start + 33ms);
  EXPECT_FALSE(pacer.due());
}

TEST(OutputPacer, OwnPictureNeverKeepsBackAnother) {
  OutputPacer pacer;
  pacer.urgent(start);
  pacer.drawn(start);
  pacer.own_picture(start + 10ms);
  const auto due = *pacer.due();
  pacer.drawn(due);
  pacer.urgent(due + 1ms);
  EXPECT_EQ(pacer.due(), due + 1ms);
}

TEST(OutputPacer, OwnPictureAloneIsShownAtOnce) {
  OutputPacer pacer;
  pacer.urgent(start);
  pacer.drawn(start);
  pacer.own_picture(start + 500ms);
  EXPECT_EQ(pacer.due(), start + 500ms);
  pacer.drawn(start + 500ms);
  pacer.own_picture(start + 501ms);
  EXPECT_GE(*pacer.due(), start + 507ms) << "at most sixty a second";
}

TEST(OutputPacer, RepeatsThePictureWhereThatIsWanted) {
  OutputPacer pacer({.period = 40ms, .repeat = 200ms});
  pacer.urgent(start);
  pacer.drawn(start);
  EXPECT_EQ(pacer.due(), start + 200ms);
  pacer.drawn(start + 200ms);
  pacer.urgent(start + 250ms);
  EXPECT_EQ(pacer.due(), start + 250ms);
  pacer.drawn(start + 250ms);
  EXPECT_EQ(pacer.due(), start + 450ms);
}

TEST(OutputPacer, KeepsToItsPace) {
  OutputPacer pacer({.period = 40ms, .repeat = std::nullopt});
  int drawn = 0;
  for (auto now = start; now < start + 10s; now += 1ms) {
    pacer.urgent(now);
    if (*pacer.due() > now) continue;
    pacer.drawn(now);
    ++drawn;
  }
  EXPECT_GE(drawn, 245);
  EXPECT_LE(drawn, 252);
}

}  // namespace
}  // namespace vchat::media
