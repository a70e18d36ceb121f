#include "server/join_limits.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const JoinRate::Time start = JoinRate::Time() + std::chrono::hours(1);

TEST(AddressTable, ForgetsWhoWasAskedForLongestAgo) {
  AddressTable<int> table(2);
  table.get("a", [] { return 1; });
  table.get("b", [] { return 2; });
  EXPECT_EQ(*table.find("a"), 1);
  table.get("c", [] { return 3; });
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(table.find("b"), nullptr);
  EXPECT_EQ(table.get("a", [] { return 9; }), 1);
}

TEST(AddressTable, TidiesFromTheOldestOn) {
  AddressTable<int> table;
  for (const int i : {0, 1, 2}) table.get(std::to_string(i), [&] { return i; });
  table.tidy([](int value) { return value != 2; });
  EXPECT_EQ(table.size(), 1U);
  EXPECT_NE(table.find("2"), nullptr);
}

TEST(JoinRate, LetsSoManyAMinuteFromEachAddress) {
  JoinRate joins(6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(joins.take("a", start), seconds(0)) << i;
  EXPECT_EQ(joins.take("a", start), seconds(10));
  EXPECT_EQ(joins.take("b", start), seconds(0));
  EXPECT_EQ(joins.take("a", start + seconds(9)), seconds(1));
  EXPECT_EQ(joins.take("a", start + seconds(10)), seconds(0));
  EXPECT_EQ(joins.take("a", start + seconds(10)), seconds(10));
}

TEST(JoinRate, CanBeSwitchedOff) {
  JoinRate joins(0);
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(joins.take("a", start), seconds(0));
}

TEST(FailedAttempts, HaveToWaitLongerAndLonger) {
  FailedAttempts failures(3);
  auto now = start;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failures.wait("a", now), seconds(0));
    failures.add("a", now);
  }
  for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    EXPECT_EQ(failures.wait("a", now), seconds(wait));
    EXPECT_EQ(failures.wait("b", now), seconds(0));
    now += seconds(wait) - std::chrono::milliseconds(1);
    EXPECT_EQ(failures.wait("a", now), seconds(1)) << "not a moment earlier";
    now += std::chrono::milliseconds(1);
    EXPECT_EQ(failures.wait("a", now), seconds(0));
    failures.add("a", now);
  }
}

TEST(FailedAttempts, OfAMinuteAreFew) {
  FailedAttempts failures(10);
  int tried = 0;
  for (auto now = start; now < start + minutes(1); now += std::chrono::milliseconds(10)) {
    if (failures.wait("a", now) > seconds(0)) continue;
    failures.add("a", now);
    ++tried;
  }
  EXPECT_EQ(tried, 15);
}

TEST(FailedAttempts, AreForgottenAfterAWhile) {
  FailedAttempts failures(1);
  failures.add("a", start);
  failures.add("a", start);
  EXPECT_EQ(failures.wait("a", start), seconds(2));
  EXPECT_EQ(failures.wait("a", start + FailedAttempts::memory), seconds(0));
  failures.add("a", start + FailedAttempts::memory);
  EXPECT_EQ(failures.wait("a", start + FailedAttempts::memory), seconds(1));
}

TEST(FailedAttempts, ThatWereRightCountNoMoreAndCleanNothing) {
  FailedAttempts failures(2);
  failures.add("a", start);
  failures.add("a", start);
  EXPECT_EQ(failures.wait("a", start), seconds(1));
  failures.add("a", start + seconds(1));
  failures.take_back("a");
  EXPECT_GT(failures.wait("a", start + seconds(1)), seconds(0)) << "the two wrong ones stay";
  failures.take_back("unknown");
}

TEST(FailedAttempts, CanBeSwitchedOff) {
  FailedAttempts failures(0);
  for (int i = 0; i < 1'000; ++i) failures.add("a", start);
  EXPECT_EQ(failures.wait("a", start), seconds(0));
}

}  // namespace
}  // namespace vchat::server
