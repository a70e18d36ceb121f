#include "call/summary.hpp"

#include <gtest/gtest.h>

namespace vchat::call {
namespace {

using namespace std::chrono_literals;

Stats of(const std::string& id, const peer::SessionStats& figures) {
  return {.users = {{.id = id, .name = "name-" + id, .figures = figures}}};
}

TEST(Summary, IsEmptyWithoutFigures) {
  EXPECT_TRUE(SummaryKeeper().summary().people.empty());
}

TEST(Summary, AveragesAndExtremesOfOnePerson) {
  SummaryKeeper keeper;
  const SummaryKeeper::Time start{};
  keeper.add(of("a", {.rtt_ms = 10, .loss = 0.1, .send_bps = 100, .receive_bps = 600}), start);
  keeper.add(of("a", {.rtt_ms = 30, .loss = 0, .send_bps = 300, .receive_bps = 200}), start + 1s);
  const auto all = keeper.summary();
  ASSERT_EQ(all.people.size(), 1U);
  const auto& one = all.people[0];
  EXPECT_EQ(one.name, "name-a");
  EXPECT_DOUBLE_EQ(one.seconds, 2);
  EXPECT_DOUBLE_EQ(one.send_bps, 200);
  EXPECT_DOUBLE_EQ(one.least_send_bps, 100);
  EXPECT_DOUBLE_EQ(one.receive_bps, 400);
  EXPECT_DOUBLE_EQ(one.least_receive_bps, 200);
  EXPECT_DOUBLE_EQ(one.loss, 0.05);
  EXPECT_DOUBLE_EQ(one.rtt_ms, 20);
  EXPECT_DOUBLE_EQ(one.most_rtt_ms, 30);
}

TEST(Summary, FreezesOfOneSessionAfterAnotherAddUp) {
  SummaryKeeper keeper;
  SummaryKeeper::Time now{};
  for (const std::uint64_t freezes : {1, 3, 0, 2}) {
    keeper.add(of("a", {.freezes = freezes}), now);
    now += 1s;
  }
  EXPECT_EQ(keeper.summary().people.at(0).freezes, 5U);
}

TEST(Summary, TimeWithoutAConnectionDoesNotCount) {
  SummaryKeeper keeper;
  const SummaryKeeper::Time start{};
  keeper.add(of("a", {}), start);
  keeper.add(of("a", {}), start + 60s);
  EXPECT_DOUBLE_EQ(keeper.summary().people.at(0).seconds, 2);
}

}  // namespace
}  // namespace vchat::call
