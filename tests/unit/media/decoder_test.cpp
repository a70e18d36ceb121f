#include "media/decoder.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gtest/gtest.h>

#include "media/element.hpp"

namespace vchat::media {
namespace {

constexpr GstClockTime limit = 5 * GST_SECOND;

class Decoder : public testing::TestWithParam<util::VideoCodec> {};

/// The encoder is fed one picture at a time, and the next only once this one is out of the decoder: a decoder that kept
/// one back would never give it.
TEST_P(Decoder, GivesEachFrameBeforeItSeesTheNext) {
  const bool vp8 = GetParam() == util::VideoCodec::vp8;
  if (!has_element(vp8 ? "vp8enc" : "x264enc")) GTEST_SKIP() << "no encoder to test with";
  const std::string encoder =
      vp8 ? "vp8enc deadline=1 lag-in-frames=0"
          : "x264enc tune=zerolatency speed-preset=ultrafast ! video/x-h264,profile=constrained-baseline,"
            "stream-format=byte-stream,alignment=au";
  const auto description =
      "appsrc name=source format=time caps=video/x-raw,format=I420,width=320,height=240,"
      "framerate=30/1 ! " +
      encoder + " ! identity name=encoded appsink name=sink sync=false";
  auto pipeline = glib::sink(gst_parse_launch(description.c_str(), nullptr));
  ASSERT_TRUE(pipeline);
  const auto named = [&](const char* name) { return glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), name)); };
  auto source = named("source");
  auto sink = named("sink");
  auto decoder = make_decoder(GetParam());
  gst_bin_add(GST_BIN(pipeline.get()), decoder.get());
  ASSERT_TRUE(gst_element_link_many(named("encoded").get(), decoder.get(), sink.get(), nullptr));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  for (guint64 i = 0; i < 10; ++i) {
    auto* buffer = gst_buffer_new_allocate(nullptr, 320 * 240 * 3 / 2, nullptr);
    gst_buffer_memset(buffer, 0, static_cast<guint8>(i * 20), 320 * 240 * 3 / 2);
    GST_BUFFER_PTS(buffer) = i * GST_SECOND / 30;
    ASSERT_EQ(gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer), GST_FLOW_OK);
    auto sample = glib::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), limit));
    ASSERT_TRUE(sample) << "frame " << i << " was kept back";
    // x264enc shifts timestamps and segment by 1000 hours.
    EXPECT_EQ(gst_segment_to_running_time(gst_sample_get_segment(sample.get()), GST_FORMAT_TIME,
                                          GST_BUFFER_PTS(gst_sample_get_buffer(sample.get()))),
              i * GST_SECOND / 30);
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

INSTANTIATE_TEST_SUITE_P(Codecs, Decoder, testing::Values(util::VideoCodec::vp8, util::VideoCodec::h264),
                         [](const auto& param) { return std::string(util::codec_name(param.param)); });

}  // namespace
}  // namespace vchat::media
