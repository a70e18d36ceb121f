#include "media/keyframe_limiter.hpp"

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

TEST(KeyframeLimiter, TheFirstFrameIsAKeyframeAndTheNextAreNot) {
  KeyframeLimiter limiter;
  EXPECT_TRUE(limiter.take(5s));
  EXPECT_FALSE(limiter.take(5s + 33ms));
  EXPECT_FALSE(limiter.take(1h));
}

TEST(KeyframeLimiter, RequestsBeforeTheFirstFrameAreMetByIt) {
  KeyframeLimiter limiter;
  limiter.request();
  EXPECT_TRUE(limiter.take(0s));
  EXPECT_FALSE(limiter.take(1s));
}

TEST(KeyframeLimiter, ALateRequestIsMetAtOnce) {
  KeyframeLimiter limiter;
  ASSERT_TRUE(limiter.take(0s));
  limiter.request();
  EXPECT_TRUE(limiter.take(700ms));
}

TEST(KeyframeLimiter, AnEarlyRequestIsMetAtTheEndOfTheInterval) {
  KeyframeLimiter limiter;
  ASSERT_TRUE(limiter.take(0s));
  limiter.request();
  EXPECT_FALSE(limiter.take(33ms));
  EXPECT_FALSE(limiter.take(499ms));
  EXPECT_TRUE(limiter.take(500ms));
  EXPECT_FALSE(limiter.take(1500ms)) << "it was met";
}

TEST(KeyframeLimiter, ManyRequestsAreOneKeyframeInEachInterval) {
  KeyframeLimiter limiter;
  int keyframes = 0;
  for (auto now = 0ms; now < 5s; now += 10ms) {
    limiter.request();
    keyframes += limiter.take(now) ? 1 : 0;
  }
  EXPECT_EQ(keyframes, 10);
}

}  // namespace
}  // namespace vchat::media
