// The controller on traces: what share of a link it uses, and how long packets wait for that.
#include <gtest/gtest.h>

#include "simulated_call.hpp"

namespace vchat::congestion {
namespace {

LinkModel constant(double capacity) {
  return {.capacity = [capacity](double) { return capacity; }};
}

class ConstantLink : public testing::TestWithParam<double> {};

TEST_P(ConstantLink, IsUsedWithoutALongQueue) {
  const auto capacity = GetParam();
  SimulatedCall call(constant(capacity));
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 5, 20), 0.85 * capacity);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 20, 60), 0.9 * capacity);
  EXPECT_LT(call.samples().mean(&Sample::queued, 20, 60), 0.05);
  EXPECT_LT(call.samples().quantile(&Sample::queued, 0.95, 20, 60), 0.1);
}

INSTANTIATE_TEST_SUITE_P(BitsASecond, ConstantLink, testing::Values(150e3, 250e3, 500e3, 1e6, 2e6, 4e6));

TEST(Controller, FillsAWideLinkFast) {
  SimulatedCall call(constant(4e6), {.most = 2e6});
  call.run(3);
  EXPECT_GT(call.samples().mean(&Sample::target, 2, 3), 1.8e6);
}

TEST(Controller, EmptiesTheQueueAfterAStepDown) {
  SimulatedCall call({.capacity = [](double at) { return at < 20 ? 2e6 : 400e3; }});
  call.run(40);
  EXPECT_LT(call.samples().mean(&Sample::target, 22, 24), 400e3);
  EXPECT_LT(call.samples().most(&Sample::queued, 23, 40), 0.12);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 25, 40), 0.85 * 400e3);
}

TEST(Controller, ComesBackAfterAStepUp) {
  SimulatedCall call({.capacity = [](double at) { return at > 20 && at < 40 ? 400e3 : 2e6; }});
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 50, 60), 0.85 * 2e6);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 47, 49), 0.65 * 2e6);
}

class RandomLoss : public testing::TestWithParam<double> {};

TEST_P(RandomLoss, WithoutCongestionKeepsTheRate) {
  auto link = constant(4e6);
  link.loss = GetParam();
  SimulatedCall call(link, {.most = 2e6});
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::target, 20, 60), 0.8 * 2e6);
}

INSTANTIATE_TEST_SUITE_P(Share, RandomLoss, testing::Values(0.02, 0.05, 0.1));

TEST(Controller, HeedsLossWhereTheQueueIsTooShortToShowDelay) {
  auto link = constant(500e3);
  link.queue = 0.02;
  SimulatedCall call(link);
  call.run(60);
  EXPECT_LT(call.samples().mean(&Sample::target, 20, 60), 520e3);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 20, 60), 0.75 * 500e3);
}

TEST(Controller, LeavesACompetingFlowItsShare) {
  auto link = constant(1e6);
  link.cross_traffic = 400e3;
  SimulatedCall call(link);
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 20, 60), 0.85 * 600e3);
  EXPECT_LT(call.samples().mean(&Sample::queued, 20, 60), 0.05);
}

/// A person with sound and picture: what is lost is sent again, and a keyframe comes where that did not help.
constexpr Traffic person{.sound = 70e3, .least_picture = 25e3, .keyframe = 0.15, .resends = true};

class Newcomer : public testing::TestWithParam<double> {};

TEST_P(Newcomer, FindsANarrowLinkWithoutFillingItForLong) {
  const auto capacity = GetParam();
  SimulatedCall call(constant(capacity), {}, {person});
  call.run(30);
  EXPECT_LT(call.samples().mean(&Sample::queued, 3, 5), 0.05);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 3, 6), 0.7 * capacity);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 10, 30), 0.85 * capacity);
}

INSTANTIATE_TEST_SUITE_P(BitsASecond, Newcomer, testing::Values(200e3, 250e3, 300e3, 500e3, 1e6, 2e6));

class TwoPeople : public testing::TestWithParam<double> {};

TEST_P(TwoPeople, ShareALinkWithoutKeepingItsQueueFull) {
  const auto capacity = GetParam();
  auto later = person;
  later.joins = 10;
  SimulatedCall call(constant(capacity), {}, {person, later});
  call.run(90);
  const auto& first = call.sender(0).samples();
  const auto& second = call.sender(1).samples();
  EXPECT_LT(first.mean(&Sample::queued, 16, 90), 0.05);
  EXPECT_GT(first.mean(&Sample::arrived, 16, 90) + second.mean(&Sample::arrived, 16, 90), 0.85 * capacity);
  for (const auto* each : {&first, &second}) EXPECT_GT(each->mean(&Sample::arrived, 30, 90), 0.2 * capacity);
}

INSTANTIATE_TEST_SUITE_P(BitsASecond, TwoPeople, testing::Values(300e3, 500e3, 1e6, 2e6));

TEST(Controller, CountsWhatIsSentAgainAndKeyframesAsTraffic) {
  auto link = constant(500e3);
  link.loss = 0.05;
  SimulatedCall call(link, {}, {person});
  call.run(60);
  EXPECT_LT(call.samples().mean(&Sample::queued, 10, 60), 0.06);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 10, 60), 0.8 * 500e3);
}

class Jitter : public testing::TestWithParam<double> {};

TEST_P(Jitter, IsNoCongestion) {
  auto link = constant(1e6);
  link.jitter = GetParam();
  SimulatedCall call(link);
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 20, 60), 0.85e6);
}

INSTANTIATE_TEST_SUITE_P(Seconds, Jitter, testing::Values(0.005, 0.01, 0.03));

class ClockDrift : public testing::TestWithParam<double> {};

TEST_P(ClockDrift, DoesNotMatter) {
  auto link = constant(1e6);
  link.drift = GetParam();
  SimulatedCall call(link);
  call.run(120);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 60, 120), 0.85e6);
  EXPECT_LT(call.samples().mean(&Sample::queued, 60, 120), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Relative, ClockDrift, testing::Values(1e-4, -1e-4, 5e-4, -5e-4));

TEST(Controller, GoesOnWhenSomeFeedbackIsLost) {
  auto link = constant(1e6);
  link.feedback_lost = [](double at) { return static_cast<int>(at * 10) % 3 == 0; };
  SimulatedCall call(link);
  call.run(60);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 20, 60), 0.6e6);
}

TEST(Controller, SendsLessAndLessWithoutFeedbackAndComesBackSoon) {
  auto link = constant(1e6);
  link.feedback_lost = [](double at) { return at > 20 && at < 26; };
  SimulatedCall call(link);
  call.run(40);
  EXPECT_LT(call.samples().mean(&Sample::target, 25, 26), 300e3);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 30, 40), 0.8e6);
}

TEST(Controller, TakesWhatASourceDoesNotSendForNoProofOfAWideLink) {
  SimulatedCall call(constant(1e6));
  call.sender().traffic.source_limit = 200e3;
  call.run(30);
  EXPECT_LE(call.controller().target(), 500e3);
  call.sender().traffic.source_limit = 1e9;
  call.run(50);
  EXPECT_GT(call.samples().mean(&Sample::arrived, 40, 50), 0.85e6);
}

TEST(Controller, StaysWithinItsBounds) {
  SimulatedCall narrow(constant(10e3), {.least = 40e3, .start = 200e3, .most = 1e6});
  narrow.run(30);
  EXPECT_GE(narrow.controller().target(), 40e3);
  EXPECT_LT(narrow.controller().target(), 60e3);
  SimulatedCall wide(constant(1e8), {.least = 40e3, .start = 200e3, .most = 1e6});
  wide.run(30);
  EXPECT_EQ(wide.controller().target(), 1e6);
}

}  // namespace
}  // namespace vchat::congestion
