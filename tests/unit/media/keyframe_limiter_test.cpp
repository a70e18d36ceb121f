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

TEST(KeyframeLimiter, ARequestSoonAfterTheFirstFrameIsMetAtOnce) {
  KeyframeLimiter limiter;
  ASSERT_TRUE(limiter.take(0s));
  limiter.request();
  EXPECT_TRUE(limiter.take(100ms));
}

TEST(KeyframeLimiter, RequestsThatComeTogetherAreOneKeyframe) {
  KeyframeLimiter limiter;
  ASSERT_TRUE(limiter.take(0s));
  limiter.request();
  ASSERT_TRUE(limiter.take(1s));
  limiter.request();
  EXPECT_FALSE(limiter.take(1033ms));
  EXPECT_TRUE(limiter.take(1066ms)) << "not lost";
}

TEST(KeyframeLimiter, AnEarlyRequestAfterABurstIsMetAtTheEndOfTheInterval) {
  KeyframeLimiter limiter;
  for (const auto now : {0ms, 100ms, 200ms}) {
    limiter.request();
    ASSERT_TRUE(limiter.take(now));
  }
  limiter.request();
  EXPECT_FALSE(limiter.take(300ms));
  EXPECT_FALSE(limiter.take(499ms));
  EXPECT_TRUE(limiter.take(500ms));
  EXPECT_FALSE(limiter.take(2500ms)) << "it was met";
}

TEST(KeyframeLimiter, ManyRequestsAreOneKeyframeInEachInterval) {
  KeyframeLimiter limiter;
  int keyframes = 0;
  for (auto now = 0ms; now < 5s; now += 10ms) {
    limiter.request();
    keyframes += limiter.take(now) ? 1 : 0;
  }
  EXPECT_EQ(keyframes, 10 + KeyframeLimiter::burst - 1);
}

}  // namespace
}  // namespace vchat::media
