#include "util/token_bucket.hpp"

#include <gtest/gtest.h>

namespace vchat::util {
namespace {

using std::chrono::milliseconds;

const TokenBucket::Time begin{};

TEST(TokenBucket, AllowsABurstAndThenTheRate) {
  TokenBucket bucket(10, 3, begin);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(begin));
  EXPECT_FALSE(bucket.take(begin));
  EXPECT_DOUBLE_EQ(bucket.wait(begin).count(), 0.1);
  EXPECT_FALSE(bucket.take(begin + milliseconds(99)));
  EXPECT_TRUE(bucket.take(begin + milliseconds(101)));
  EXPECT_FALSE(bucket.take(begin + milliseconds(102)));
}

TEST(TokenBucket, NeverHoldsMoreThanTheBurst) {
  TokenBucket bucket(10, 3, begin);
  EXPECT_TRUE(bucket.full(begin));
  EXPECT_TRUE(bucket.take(begin));
  EXPECT_FALSE(bucket.full(begin));
  const auto later = begin + std::chrono::hours(1);
  EXPECT_TRUE(bucket.full(later));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(later));
  EXPECT_FALSE(bucket.take(later));
}

TEST(TokenBucket, AllowsEverythingWithoutARate) {
  TokenBucket bucket(0, 0, begin);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(bucket.take(begin));
  EXPECT_EQ(bucket.wait(begin).count(), 0);
}

}  // namespace
}  // namespace vchat::util
