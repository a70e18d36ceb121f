#include "peer/leaky_bucket.hpp"

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

using namespace std::chrono_literals;

struct LeakyBucketTest : testing::Test {
  LeakyBucketTest() { bucket.set_rate(1e6); }

  LeakyBucket bucket{80ms, 300ms};
};

TEST_F(LeakyBucketTest, LetsPassWhatItsDepthHolds) {
  EXPECT_LE(bucket.wait(80e3), 0s);
  EXPECT_NEAR(bucket.wait(100e3).count(), 0.02, 1e-9);
}

TEST_F(LeakyBucketTest, WhatFollowsWaitsForWhatWasBefore) {
  bucket.fill(80e3);
  EXPECT_NEAR(bucket.wait(30e3).count(), 0.03, 1e-9);
  bucket.leak(30ms);
  EXPECT_NEAR(bucket.wait(30e3).count(), 0, 1e-9);
  bucket.leak(10s);
  EXPECT_LE(bucket.wait(80e3), 0s) << "and no more than the depth was saved";
  EXPECT_GT(bucket.wait(81e3), 0s);
}

TEST_F(LeakyBucketTest, NothingWaitsLongerThanAgreed) {
  bucket.fill(5e6);
  EXPECT_EQ(bucket.wait(10e3), 300ms);
  bucket.leak(0s);
  bucket.leak(300ms);
  EXPECT_LE(bucket.wait(0), 0s) << "what was let through in spite of it is forgotten";
}

TEST_F(LeakyBucketTest, FollowsTheRate) {
  bucket.fill(60e3);
  bucket.set_rate(500e3);
  bucket.leak(0s);
  EXPECT_NEAR(bucket.wait(10e3).count(), 0.06, 1e-9);
}

TEST_F(LeakyBucketTest, WithoutARateNothingWaits) {
  bucket.set_rate(0);
  bucket.fill(1e9);
  EXPECT_LE(bucket.wait(1e9), 0s);
  bucket.leak(1ms);
  bucket.set_rate(1e6);
  EXPECT_LE(bucket.wait(10e3), 0s) << "what passed before there was one does not count";
}

}  // namespace
}  // namespace vchat::peer
