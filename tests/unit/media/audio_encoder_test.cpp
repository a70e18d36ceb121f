#include "media/audio_encoder.hpp"

#include <string>

#include <gtest/gtest.h>

#include "media/element.hpp"
#include "media/sample.hpp"

namespace vchat::media {
namespace {

struct Packets {
  int all = 0;
  int resumed = 0;  // marked as the first after a pause
};

/// What the encoder makes of three seconds of sound.
Packets encode(const char* wave) {
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  auto source = parse_bin("test",
                          std::string("audiotestsrc num-buffers=300 samplesperbuffer=480 wave=") + wave +
                              " ! audio/x-raw,format=S16LE,rate=48000,channels=1",
                          GST_PAD_SRC);
  auto encoder = make_audio_encoder();
  auto sink = make_sample_sink();
  Packets packets;
  set_sample_consumer(sink.get(), [&](GstSample* sample) {
    auto* buffer = gst_sample_get_buffer(sample);
    if (packets.all++ > 0 && GST_BUFFER_IS_DISCONT(buffer)) ++packets.resumed;
  });
  gst_bin_add_many(GST_BIN(pipeline.get()), source.get(), encoder.get(), sink.get(), nullptr);
  EXPECT_TRUE(gst_element_link_many(source.get(), encoder.get(), sink.get(), nullptr));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto bus = glib::adopt(gst_element_get_bus(pipeline.get()));
  auto end = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), 10 * GST_SECOND, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  EXPECT_TRUE(end && GST_MESSAGE_TYPE(end.get()) == GST_MESSAGE_EOS);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return packets;
}

TEST(AudioEncoder, SoundIsAPacketForEachTenMilliseconds) {
  const auto packets = encode("sine");
  EXPECT_GE(packets.all, 300);
  EXPECT_EQ(packets.resumed, 0);
}

TEST(AudioEncoder, SilenceIsAFewPacketsASecondAndEachBeginsAnew) {
  const auto packets = encode("silence");
  EXPECT_GT(packets.all, 3);
  EXPECT_LT(packets.all, 50);
  EXPECT_GT(packets.resumed, 3);
}

}  // namespace
}  // namespace vchat::media
