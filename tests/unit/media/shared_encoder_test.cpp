#include "media/shared_encoder.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "media/element.hpp"
#include "support/main_loop.hpp"

namespace vchat::media {
namespace {

/// An encoder that takes so long for each picture, and what it is given.
struct Encoding {
  explicit Encoding(guint microseconds)
      : encoder(std::make_shared<SharedEncoder>(Medium::video, raw,
                                                SharedEncoder::Recipe{[microseconds] {
                                                                        auto slow = make_element("identity");
                                                                        g_object_set(slow.get(), "sleep-time",
                                                                                     microseconds, nullptr);
                                                                        return slow;
                                                                      },
                                                                      nullptr})),
        subscription(encoder->subscribe([this](GstSample*) { ++encoded; })) {}

  void offer() {
    const auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, 384, nullptr));
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(++offered) * 10 * GST_MSECOND;
    const auto sample = glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
    raw->deliver(sample.get());
  }

  const glib::RefPtr<GstCaps> caps =
      glib::adopt(gst_caps_from_string("video/x-raw,format=I420,width=16,height=16,framerate=100/1"));
  const std::shared_ptr<FanOut> raw = std::make_shared<FanOut>();
  std::atomic<int> encoded{0};
  int offered = 0;
  std::shared_ptr<SharedEncoder> encoder;
  std::unique_ptr<Subscription> subscription;
};

TEST(SharedEncoder, CountsThePicturesThatAnEncoderHadNoTimeFor) {
  Encoding encoding(100'000);
  for (int i = 0; i < 20; ++i) encoding.offer();
  ASSERT_TRUE(test::run_until([&] { return encoding.encoded > 0; }));
  const auto load = encoding.encoder->take_load();
  EXPECT_EQ(load.offered, 20);
  EXPECT_GT(load.late, 15);
}

TEST(SharedEncoder, SilenceThatIsMarkedAsAGapIsSoundAsWell) {
  const auto raw = std::make_shared<FanOut>();
  const auto encoder = std::make_shared<SharedEncoder>(
      Medium::audio, raw, SharedEncoder::Recipe{[] { return make_element("identity"); }, nullptr});
  std::atomic<int> encoded{0};
  const auto subscription = encoder->subscribe([&](GstSample*) { ++encoded; });
  const auto caps = glib::adopt(gst_caps_from_string("audio/x-raw,format=S16LE,rate=48000,channels=1"));
  const auto offer = [&](int number) {
    const auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, 960, nullptr));
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(number) * GST_SECOND;
    if (number > 0) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
    raw->deliver(glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr)).get());
  };
  for (int number = 0; number < 10; ++number) offer(number);
  EXPECT_TRUE(test::run_until([&] { return encoded == 10; }));
}

TEST(SharedEncoder, OneThatKeepsUpIsNeverLate) {
  Encoding encoding(0);
  for (int i = 0; i < 20; ++i) {
    encoding.offer();
    ASSERT_TRUE(test::run_until([&] { return encoding.encoded == encoding.offered; }));
  }
  const auto load = encoding.encoder->take_load();
  EXPECT_EQ(load.offered, 20);
  EXPECT_EQ(load.late, 0);
}

/// An encoder, how coarse it was told to be, and grey pictures for it.
struct CoarseEncoding {
  void offer(int brightness) {
    const auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, 384, nullptr));
    gst_buffer_memset(buffer.get(), 0, static_cast<guint8>(brightness), 384);
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(++offered) * 100 * GST_MSECOND;
    raw->deliver(glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr)).get());
  }
  [[nodiscard]] std::vector<double> coarseness() {
    const std::lock_guard lock(mutex);
    return told;
  }

  const glib::RefPtr<GstCaps> caps =
      glib::adopt(gst_caps_from_string("video/x-raw,format=I420,width=16,height=16,framerate=10/1"));
  const std::shared_ptr<FanOut> raw = std::make_shared<FanOut>();
  std::mutex mutex;
  std::vector<double> told;
  std::atomic<int> encoded{0};
  int offered = 0;
  const std::shared_ptr<SharedEncoder> encoder = std::make_shared<SharedEncoder>(
      Medium::video, raw,
      SharedEncoder::Recipe{[] { return make_element("identity"); }, [](GstElement*, int) {},
                            [this](GstElement*, double value) {
                              const std::lock_guard lock(mutex);
                              told.push_back(value);
                            }});
  const std::unique_ptr<Subscription> subscription = encoder->subscribe([this](GstSample*) { ++encoded; });
};

TEST(SharedEncoder, ACutIsCoarseAndWhatFollowsBecomesFiner) {
  CoarseEncoding encoding;
  for (int number = 1; number <= 40; ++number) {
    encoding.offer(number < 10 ? 50 : 150);
    ASSERT_TRUE(test::run_until([&] { return encoding.encoded == number; }));
    EXPECT_EQ(encoding.coarseness().empty(), number < 10);
  }
  const auto coarseness = encoding.coarseness();
  ASSERT_GT(coarseness.size(), 5U);
  EXPECT_LT(coarseness.size(), 25U) << "only while it changes";
  EXPECT_EQ(coarseness.front(), 1);
  EXPECT_TRUE(std::is_sorted(coarseness.rbegin(), coarseness.rend()));
  EXPECT_EQ(coarseness.back(), 0);
}

TEST(SharedEncoder, ACutIsSeenWhereOnlySomePicturesAreEncoded) {
  constexpr int brighter = 3;  // each picture, and half of them are encoded
  constexpr int cut = 5;
  CoarseEncoding encoding;
  encoding.encoder->set_rate(100'000, 5);
  for (int number = 1; number <= 40; ++number) {
    encoding.offer(brighter * number);
    ASSERT_TRUE(test::run_until([&] { return encoding.encoded == 1 + number / 2; }));
  }
  EXPECT_TRUE(encoding.coarseness().empty());
  for (int number = 41; number <= 42; ++number) encoding.offer(brighter * number + cut);
  EXPECT_TRUE(test::run_until([&] { return !encoding.coarseness().empty(); }));
}

}  // namespace
}  // namespace vchat::media
