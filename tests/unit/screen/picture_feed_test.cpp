#include "screen/picture_feed.hpp"

#include <vector>

#include <gst/gst.h>
#include <gtest/gtest.h>

#include "media/clock.hpp"

namespace vchat::screen {
namespace {

glib::RefPtr<GstSample> picture(guint8 grey, GstClockTime at, int width = 16) {
  const auto size = static_cast<gsize>(width) * 16;
  auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, size, nullptr));
  gst_buffer_memset(buffer.get(), 0, grey, size);
  GST_BUFFER_PTS(buffer.get()) = at;
  auto caps = glib::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "GRAY8", "width", G_TYPE_INT,
                                              width, "height", G_TYPE_INT, 16, nullptr));
  return glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

struct PictureFeedTest : testing::Test {
  struct Seen {
    bool repeated;
    GstClockTime at;
    guint8 grey;
  };

  PictureFeedTest() {
    gst_init(nullptr, nullptr);
    subscription = feed.pictures()->subscribe([this](GstSample* sample) {
      auto* buffer = gst_sample_get_buffer(sample);
      guint8 grey = 0;
      gst_buffer_extract(buffer, 0, &grey, 1);
      seen.push_back({GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP), GST_BUFFER_PTS(buffer), grey});
    });
  }

  PictureFeed feed;
  std::vector<Seen> seen;
  std::unique_ptr<media::Subscription> subscription;
};

TEST_F(PictureFeedTest, MarksWhatIsTheSameAsBefore) {
  feed.push(picture(1, 100).get());
  feed.push(picture(1, 200).get());
  feed.push(picture(2, 300).get());
  feed.push(picture(2, 400, 32).get());
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_FALSE(seen[0].repeated);
  EXPECT_TRUE(seen[1].repeated);
  EXPECT_FALSE(seen[2].repeated);
  EXPECT_FALSE(seen[3].repeated) << "another size is another picture";
  EXPECT_EQ(feed.size(), (media::PictureSize{32, 16}));
}

TEST_F(PictureFeedTest, RepeatsTheLastWhereNothingCame) {
  feed.repeat();
  EXPECT_TRUE(seen.empty());
  feed.push(picture(7, 100).get());
  feed.repeat();
  EXPECT_EQ(seen.size(), 1U) << "one has just come";
  feed.repeat();
  feed.repeat();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_TRUE(seen[2].repeated);
  EXPECT_EQ(seen[2].grey, 7);
}

TEST_F(PictureFeedTest, TimeOnlyGrows) {
  feed.push(picture(1, 0).get());
  feed.repeat();
  feed.repeat();
  // Captured before it, and here only now.
  feed.push(picture(2, 1).get());
  ASSERT_EQ(seen.size(), 3U);
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].at, seen[i - 1].at);
}

}  // namespace
}  // namespace vchat::screen
