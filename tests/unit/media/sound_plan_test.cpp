#include "media/sound_plan.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

/// Tells a plan ten times a second what the networks are like.
struct Telling {
  SoundPlan plan;
  SoundPlan::Time now{};

  SoundSettings tell(const std::vector<SoundPath>& paths, std::chrono::milliseconds length = 100ms) {
    for (const auto end = now + length; now < end; now += 100ms) plan.update(paths, now);
    return plan.settings();
  }
};

TEST(SoundPlan, BeginsWithShortPacketsAndNoRedundancy) {
  Telling t;
  EXPECT_EQ(t.tell({{}}), (SoundSettings{.bitrate = 32'000, .frame_ms = 10, .loss_percent = 0}));
}

TEST(SoundPlan, GetsBetterAfterAWhileOnAWideLink) {
  Telling t;
  EXPECT_EQ(t.tell({{.bitrate = 200e3}}, 10s).bitrate, 40'000);
}

TEST(SoundPlan, ScarceBandwidthBringsFewerBitsAndLongerPacketsAtOnce) {
  Telling t;
  const auto narrow = t.tell({{.bitrate = 200e3}, {.bitrate = 60e3}});
  EXPECT_EQ(narrow.bitrate, 24'000);
  EXPECT_EQ(narrow.frame_ms, 20);
  const auto narrower = t.tell({{.bitrate = 200e3}, {.bitrate = 30e3}});
  EXPECT_EQ(narrower.bitrate, 16'000);
  EXPECT_EQ(narrower.frame_ms, 40);
}

TEST(SoundPlan, ComesBackStepByStepAndNotAtARateThatSways) {
  Telling t;
  t.tell({{.bitrate = 30e3}});
  EXPECT_EQ(t.tell({{.bitrate = 50e3}}, 20s).frame_ms, 40);
  for (int i = 0; i < 10; ++i) {
    t.tell({{.bitrate = 120e3}}, 3s);
    EXPECT_EQ(t.tell({{.bitrate = 40e3}}).frame_ms, 40);
  }
  EXPECT_EQ(t.tell({{.bitrate = 120e3}}, 7s).frame_ms, 20);
  EXPECT_EQ(t.tell({{.bitrate = 120e3}}, 14s).bitrate, 40'000);
}

TEST(SoundPlan, TheWorstLossDecidesWithinBounds) {
  Telling t;
  EXPECT_EQ(t.tell({{.loss = 0.001}, {.loss = 0.03}}).loss_percent, 5);
  EXPECT_EQ(t.tell({{.loss = 0.12}, {.loss = 0}}).loss_percent, 15);
  EXPECT_EQ(t.tell({{.loss = 0.9}}).loss_percent, 25);
}

TEST(SoundPlan, ProtectionStaysForAWhileAfterALoss) {
  Telling t;
  t.tell({{.loss = 0.12}});
  EXPECT_EQ(t.tell({{.loss = 0}}, 9s).loss_percent, 15);
  EXPECT_EQ(t.tell({{.loss = 0}}, 40s).loss_percent, 0);
}

TEST(SoundPlan, WithoutListenersNothingIsWrong) {
  Telling t;
  EXPECT_EQ(t.tell({}, 10s), (SoundSettings{.bitrate = 40'000, .frame_ms = 10, .loss_percent = 0}));
}

}  // namespace
}  // namespace vchat::media
