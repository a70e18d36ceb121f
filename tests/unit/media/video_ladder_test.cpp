// A ladder over the test picture: what a consumer gets when its rate changes.
#include "media/video_ladder.hpp"

#include <atomic>

#include <gst/gst.h>
#include <gtest/gtest.h>

#include "media/local_media.hpp"
#include "support/main_loop.hpp"

namespace vchat::media {
namespace {

/// What one consumer saw; the consumer runs on the encoders' threads.
struct Viewer {
  std::atomic<int> units{0};
  std::atomic<int> width{0};
  std::atomic<bool> order_kept{true};
  std::atomic<bool> sizes_begin_with_keyframes{true};
  GstClockTime last = 0;

  SampleConsumer consumer() {
    return [this](GstSample* sample) {
      auto* buffer = gst_sample_get_buffer(sample);
      int now = 0;
      gst_structure_get_int(gst_caps_get_structure(gst_sample_get_caps(sample), 0), "width", &now);
      if (now != width && GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT))
        sizes_begin_with_keyframes = false;
      if (units > 0 && GST_BUFFER_PTS(buffer) <= last) order_kept = false;
      last = GST_BUFFER_PTS(buffer);
      width = now;
      ++units;
    };
  }
};

class VideoLadderTest : public testing::TestWithParam<util::VideoCodec> {
 protected:
  std::unique_ptr<LocalMedia> media_ = LocalMedia::create({.camera = "test", .microphone = "none"}, {});
  std::shared_ptr<EncodedStream> stream_ = media_->video(GetParam());
};

TEST_P(VideoLadderTest, GivesEachConsumerTheSizeThatItsRateCarries) {
  Viewer wide;
  Viewer narrow;
  auto first = stream_->subscribe(wide.consumer());
  auto second = stream_->subscribe(narrow.consumer());
  ASSERT_TRUE(test::run_until([&] { return wide.width == 640 && narrow.width == 640; }));
  second->set_bitrate(200e3);
  ASSERT_TRUE(test::run_until([&] { return narrow.width == 320; }));
  second->set_bitrate(60e3);
  ASSERT_TRUE(test::run_until([&] { return narrow.width == 160; }));
  EXPECT_EQ(wide.width, 640) << "one who can take less takes nothing from the others";
  second->set_bitrate(1e6);
  ASSERT_TRUE(test::run_until([&] { return narrow.width == 640; }));
  second->set_bitrate(1e6);
  const int then = narrow.units;
  ASSERT_TRUE(test::run_until([&] { return narrow.units > then + 10; }));
  for (const auto* viewer : {&wide, &narrow}) {
    EXPECT_TRUE(viewer->order_kept);
    EXPECT_TRUE(viewer->sizes_begin_with_keyframes);
  }
}

TEST_P(VideoLadderTest, PausesAndGoesOnWithAKeyframe) {
  Viewer viewer;
  auto subscription = stream_->subscribe(viewer.consumer());
  ASSERT_TRUE(test::run_until([&] { return viewer.units > 3; }));
  subscription->set_bitrate(0);
  const int then = viewer.units;
  Viewer other;
  {
    auto meanwhile = stream_->subscribe(other.consumer());
    ASSERT_TRUE(test::run_until([&] { return other.units > 10; }));
  }
  EXPECT_LE(viewer.units, then + 1) << "one may have been on its way";
  viewer.width = 0;  // so that what comes next must be a keyframe
  subscription->set_bitrate(1e6);
  ASSERT_TRUE(test::run_until([&] { return viewer.units > then + 5; }));
  EXPECT_TRUE(viewer.sizes_begin_with_keyframes);
}

INSTANTIATE_TEST_SUITE_P(Codecs, VideoLadderTest, testing::Values(util::VideoCodec::vp8, util::VideoCodec::h264),
                         [](const auto& param) { return std::string(util::codec_name(param.param)); });

}  // namespace
}  // namespace vchat::media
