#include "media/fan_out.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {
namespace {

glib::RefPtr<GstSample> some_sample() {
  return glib::adopt(gst_sample_new(nullptr, nullptr, nullptr, nullptr));
}

TEST(FanOut, EveryConsumerGetsTheSameSample) {
  FanOut fan_out;
  GstSample* first = nullptr;
  GstSample* second = nullptr;
  auto one = fan_out.subscribe([&](GstSample* sample) { first = sample; });
  auto two = fan_out.subscribe([&](GstSample* sample) { second = sample; });
  auto sample = some_sample();
  fan_out.deliver(sample.get());
  EXPECT_EQ(first, sample.get());
  EXPECT_EQ(second, sample.get());
}

TEST(FanOut, AnEndedSubscriptionGetsNothing) {
  FanOut fan_out;
  int calls = 0;
  auto subscription = fan_out.subscribe([&](GstSample*) { ++calls; });
  fan_out.deliver(some_sample().get());
  subscription.reset();
  fan_out.deliver(some_sample().get());
  EXPECT_EQ(calls, 1);
}

TEST(FanOut, ASubscriptionMayOutliveIt) {
  auto fan_out = std::make_unique<FanOut>();
  auto subscription = fan_out->subscribe([](GstSample*) {});
  fan_out.reset();
  subscription.reset();
}

TEST(FanOut, EndingASubscriptionWaitsForItsConsumer) {
  FanOut fan_out;
  std::atomic<bool> entered = false;
  std::atomic<bool> released = false;
  std::atomic<bool> left = false;
  auto subscription = fan_out.subscribe([&](GstSample*) {
    entered = true;
    entered.notify_all();
    released.wait(false);
    left = true;
  });
  std::thread deliverer([&] { fan_out.deliver(some_sample().get()); });
  entered.wait(false);
  std::thread releaser([&] {
    released = true;
    released.notify_all();
  });
  subscription.reset();
  EXPECT_TRUE(left);
  deliverer.join();
  releaser.join();
}

}  // namespace
}  // namespace vchat::media
