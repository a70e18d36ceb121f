#include "media/audio_encoder.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "media/element.hpp"
#include "media/opus_packet.hpp"
#include "media/sample.hpp"

namespace vchat::media {
namespace {

struct Packets {
  int all = 0;
  int resumed = 0;   // marked as the first after a pause
  bool even = true;  // each begins where the one before it ends
  std::map<std::chrono::microseconds, int> by_length;
  std::map<std::chrono::microseconds, std::size_t> bytes;
  std::optional<GstClockTime> next;
};

/// What the encoder makes of three seconds of sound; after each second it is told something else.
Packets encode(const char* wave, const std::vector<SoundSettings>& later = {}) {
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  auto source = parse_bin("test",
                          std::string("audiotestsrc num-buffers=300 samplesperbuffer=480 wave=") + wave +
                              " ! audio/x-raw,format=S16LE,rate=48000,channels=1",
                          GST_PAD_SRC);
  const auto control = std::make_shared<SoundControl>();
  auto encoder = make_audio_encoder(control);
  struct Clock {
    std::shared_ptr<SoundControl> control;
    std::vector<SoundSettings> later;
  } clock{control, later};
  const auto pad = glib::adopt(gst_element_get_static_pad(source.get(), "src"));
  const GstPadProbeCallback each_second = [](GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    const auto& [controls, settings] = *static_cast<Clock*>(data);
    const auto second = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info)) / GST_SECOND;
    if (second > 0 && second <= settings.size()) controls->set(settings[second - 1]);
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, each_second, &clock, nullptr);
  auto sink = make_sample_sink();
  Packets packets;
  set_sample_consumer(sink.get(), [&](GstSample* sample) {
    auto* buffer = gst_sample_get_buffer(sample);
    if (packets.all++ > 0 && GST_BUFFER_IS_DISCONT(buffer)) ++packets.resumed;
    std::array<std::uint8_t, 2> head{};
    gst_buffer_extract(buffer, 0, head.data(), head.size());
    const auto length = opus_duration(head);
    packets.by_length[length] += 1;
    packets.bytes[length] += gst_buffer_get_size(buffer);
    // The first packet is shorter by what the encoder looks ahead.
    if (packets.all > 2 && GST_BUFFER_PTS(buffer) != *packets.next) packets.even = false;
    packets.next = GST_BUFFER_PTS(buffer) + static_cast<GstClockTime>(std::chrono::nanoseconds(length).count());
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

TEST(AudioEncoder, FollowsWhatItIsToldWhileItRuns) {
  using namespace std::chrono_literals;
  const auto packets = encode("pink-noise", {{.bitrate = 16'000, .frame_ms = 40, .loss_percent = 15},
                                             {.bitrate = 24'000, .frame_ms = 20, .loss_percent = 0}});
  EXPECT_TRUE(packets.even);
  EXPECT_NEAR(packets.by_length.at(10ms), 100, 10);
  EXPECT_NEAR(packets.by_length.at(40ms), 25, 4);
  EXPECT_NEAR(packets.by_length.at(20ms), 50, 5);
  EXPECT_LT(packets.bytes.at(40ms), packets.bytes.at(10ms) * 3 / 4) << "a second of each";
}

TEST(AudioEncoder, SilenceIsAFewPacketsASecondAndEachBeginsAnew) {
  const auto packets = encode("silence");
  EXPECT_GT(packets.all, 3);
  EXPECT_LT(packets.all, 50);
  EXPECT_GT(packets.resumed, 3);
}

}  // namespace
}  // namespace vchat::media
