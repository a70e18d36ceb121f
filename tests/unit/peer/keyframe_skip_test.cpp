#include "peer/keyframe_skip.hpp"

#include <gmock/gmock.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"
#include "media/element.hpp"

namespace vchat::peer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(KeyframeSkip, NamesWhatIsMissingBeforeAKeyframe) {
  KeyframeSkip skip;
  for (const std::uint16_t number : {65533, 65534}) {
    EXPECT_THAT(skip.on_received(number, false), IsEmpty());
    EXPECT_TRUE(skip.on_released(number));
  }
  for (const std::uint16_t number : {0, 1, 3}) EXPECT_THAT(skip.on_received(number, false), IsEmpty());
  EXPECT_THAT(skip.on_received(4, true), ElementsAre(65535, 2));
  for (const std::uint16_t number : {65535, 0, 1, 2, 3}) EXPECT_FALSE(skip.on_released(number)) << number;
  EXPECT_TRUE(skip.on_released(4));
  EXPECT_THAT(skip.on_received(6, false), IsEmpty()) << "what comes after a keyframe is waited for";
  EXPECT_TRUE(skip.on_released(6));
}

TEST(KeyframeSkip, LeavesOutNothingWhereNothingIsMissing) {
  KeyframeSkip skip;
  EXPECT_THAT(skip.on_received(1, true), IsEmpty());
  EXPECT_TRUE(skip.on_released(1));
  EXPECT_THAT(skip.on_received(3, false), IsEmpty());
  EXPECT_THAT(skip.on_received(2, false), IsEmpty()) << "late";
  EXPECT_THAT(skip.on_received(4, true), IsEmpty());
  for (const std::uint16_t number : {2, 3, 4}) EXPECT_TRUE(skip.on_released(number));
}

TEST(KeyframeSkip, ANewBeginningIsNoGap) {
  KeyframeSkip skip;
  EXPECT_THAT(skip.on_received(1, false), IsEmpty());
  EXPECT_TRUE(skip.on_released(1));
  EXPECT_THAT(skip.on_received(5000, true), IsEmpty());
  EXPECT_TRUE(skip.on_released(5000));
  EXPECT_THAT(skip.on_received(5002, true), ElementsAre(5001));
}

TEST(KeyframeSkip, TheNumbersOfTheLastRoundAreForgotten) {
  KeyframeSkip skip;
  for (unsigned number = 0; number < 0x10000 + 100; ++number) {
    EXPECT_THAT(skip.on_received(static_cast<std::uint16_t>(number), false), IsEmpty());
    EXPECT_TRUE(skip.on_released(static_cast<std::uint16_t>(number)));
  }
  EXPECT_THAT(skip.on_received(102, true), ElementsAre(100, 101));
}

/// A jitter buffer that waits for nothing until it is told to.
class SkipToKeyframesTest : public testing::Test {
 protected:
  SkipToKeyframesTest() {
    const auto clock = glib::adopt(gst_system_clock_obtain());
    gst_element_set_clock(buffer_.get(), clock.get());
    gst_element_set_base_time(buffer_.get(), gst_clock_get_time(clock.get()));
    g_object_set(buffer_.get(), "latency", 0U, nullptr);
    skip_to_keyframes(buffer_.get(), util::VideoCodec::vp8);
    sink_ = glib::adopt(gst_element_get_static_pad(buffer_.get(), "sink"));
    out_ = glib::sink(gst_pad_new("sink", GST_PAD_SINK));
    gst_pad_set_element_private(out_.get(), released_);
    gst_pad_set_chain_function(out_.get(), &on_released);
    gst_pad_link(glib::adopt(gst_element_get_static_pad(buffer_.get(), "src")).get(), out_.get());
    gst_pad_set_active(out_.get(), TRUE);
    gst_element_set_state(buffer_.get(), GST_STATE_PLAYING);
    gst_pad_send_event(sink_.get(), gst_event_new_stream_start("packets"));
    const auto caps = glib::adopt(gst_caps_from_string(
        "application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96,ssrc=(uint)1"));
    gst_pad_send_event(sink_.get(), gst_event_new_caps(caps.get()));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_send_event(sink_.get(), gst_event_new_segment(&segment));
  }
  ~SkipToKeyframesTest() override {
    gst_element_set_state(buffer_.get(), GST_STATE_NULL);
    g_async_queue_unref(released_);
  }

  /// Packet `number`, a frame of its own.
  void receive(std::uint16_t number, bool keyframe) {
    auto* buffer = gst_rtp_buffer_new_allocate(2, 0, 0);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    gst_rtp_buffer_map(buffer, GST_MAP_WRITE, &packet);
    gst_rtp_buffer_set_payload_type(&packet, 96);
    gst_rtp_buffer_set_ssrc(&packet, 1);
    gst_rtp_buffer_set_seq(&packet, number);
    gst_rtp_buffer_set_timestamp(&packet, 3000U * number);
    auto* payload = static_cast<guint8*>(gst_rtp_buffer_get_payload(&packet));
    payload[0] = 0x10;
    payload[1] = keyframe ? 0 : 1;
    gst_rtp_buffer_unmap(&packet);
    GST_BUFFER_DTS(buffer) = GST_BUFFER_PTS(buffer) = number * 33 * GST_MSECOND;
    gst_pad_chain(sink_.get(), buffer);
  }

  void be_patient() { g_object_set(buffer_.get(), "latency", 10'000U, nullptr); }

  /// The number of the next packet that comes out; 0 if there is none within five seconds.
  std::uint16_t next() {
    return static_cast<std::uint16_t>(GPOINTER_TO_UINT(g_async_queue_timeout_pop(released_, 5 * G_USEC_PER_SEC)));
  }

 private:
  static GstFlowReturn on_released(GstPad* pad, GstObject*, GstBuffer* raw) noexcept {
    const auto buffer = glib::adopt(raw);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    gst_rtp_buffer_map(buffer.get(), GST_MAP_READ, &packet);
    g_async_queue_push(static_cast<GAsyncQueue*>(gst_pad_get_element_private(pad)),
                       GUINT_TO_POINTER(gst_rtp_buffer_get_seq(&packet)));
    gst_rtp_buffer_unmap(&packet);
    return GST_FLOW_OK;
  }

  GAsyncQueue* const released_ = g_async_queue_new();
  const glib::RefPtr<GstElement> buffer_ = media::make_element("rtpjitterbuffer");
  glib::RefPtr<GstPad> sink_;
  glib::RefPtr<GstPad> out_;
};

TEST_F(SkipToKeyframesTest, AKeyframePassesAGap) {
  for (const std::uint16_t number : {1, 2, 3}) receive(number, number == 1);
  for (const std::uint16_t number : {1, 2, 3}) EXPECT_EQ(next(), number);
  be_patient();
  receive(5, false);
  receive(8, true);
  receive(9, false);
  EXPECT_EQ(next(), 8);
  EXPECT_EQ(next(), 9);
  receive(4, false);
  receive(10, false);
  EXPECT_EQ(next(), 10) << "what comes too late changes nothing";
}

}  // namespace
}  // namespace vchat::peer
