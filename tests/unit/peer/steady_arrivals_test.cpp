#include "peer/steady_arrivals.hpp"

#include <vector>

#include <gst/rtp/gstrtpbuffer.h>
#include <gtest/gtest.h>

#include "media/element.hpp"

namespace vchat::peer {
namespace {

using namespace std::chrono_literals;
using Time = SteadyArrivals::Time;

/// A packet each 30 ms; how much later than the first each is taken for.
class Stream {
 public:
  Time take(Time late) {
    const Time timestamp = 30ms * number_++;
    return arrivals_.correct(1h + timestamp + late, timestamp, 150ms) - 1h - timestamp;
  }

 private:
  SteadyArrivals arrivals_;
  int number_ = 0;
};

TEST(SteadyArrivals, LeavesUsualJitterAlone) {
  Stream stream;
  for (const auto late : {0ms, 40ms, 150ms, 10ms, 0ms}) EXPECT_EQ(stream.take(late), late);
}

TEST(SteadyArrivals, TakesNothingFromAQueueForLaterThanThePatienceAllows) {
  Stream stream;
  stream.take(0ms);
  for (const auto late : {220ms, 190ms, 160ms}) EXPECT_EQ(stream.take(late), 150ms);
  EXPECT_EQ(stream.take(130ms), 130ms);
}

TEST(SteadyArrivals, BelievesWhatStaysForASecond) {
  Stream stream;
  stream.take(0ms);
  int corrected = 0;
  while (stream.take(300ms) != 300ms) ++corrected;
  EXPECT_NEAR(corrected, 33, 2);
  EXPECT_EQ(stream.take(310ms), 310ms);
  EXPECT_EQ(stream.take(520ms), 450ms) << "a queue in addition";
}

TEST(SteadyArrivals, TakesALongInterruptionForWhatItIs) {
  Stream stream;
  stream.take(0ms);
  EXPECT_EQ(stream.take(1500ms), 1500ms);
  EXPECT_EQ(stream.take(1510ms), 1510ms);
}

TEST(SteadyArrivals, FollowsTimestampsThatJump) {
  Stream stream;
  stream.take(0ms);
  EXPECT_EQ(stream.take(-5s), -5s);
  EXPECT_EQ(stream.take(-5s + 200ms), -5s + 150ms);
}

/// A jitter buffer of pictures, and the timestamps of what comes out of it.
class JitterBufferTest : public testing::Test {
 protected:
  JitterBufferTest() {
    g_object_set(buffer_.get(), "latency", 200U, "faststart-min-packets", 1U, nullptr);
    sink_ = glib::adopt(gst_element_get_static_pad(buffer_.get(), "sink"));
    const auto source = glib::adopt(gst_element_get_static_pad(buffer_.get(), "src"));
    gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_BUFFER, &on_packet, released_, nullptr);
    steady_arrivals(buffer_.get(), 90'000);
    gst_element_set_state(buffer_.get(), GST_STATE_PLAYING);
    gst_pad_send_event(sink_.get(), gst_event_new_stream_start("stream"));
    const auto caps = glib::adopt(gst_caps_from_string(
        "application/x-rtp,media=(string)video,clock-rate=(int)90000,encoding-name=(string)VP8,payload=(int)96"));
    gst_pad_send_event(sink_.get(), gst_event_new_caps(caps.get()));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_send_event(sink_.get(), gst_event_new_segment(&segment));
  }
  ~JitterBufferTest() override {
    gst_element_set_state(buffer_.get(), GST_STATE_NULL);
    g_async_queue_unref(released_);
  }

  /// The timestamp (ms) that packet `number`, one each 30 ms, gets if it is so late.
  std::uint64_t take(int number, std::uint64_t late) {
    auto* buffer = gst_rtp_buffer_new_allocate(10, 0, 0);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    gst_rtp_buffer_map(buffer, GST_MAP_WRITE, &packet);
    gst_rtp_buffer_set_payload_type(&packet, 96);
    gst_rtp_buffer_set_seq(&packet, static_cast<guint16>(number));
    gst_rtp_buffer_set_timestamp(&packet, static_cast<guint32>(number * 30 * 90));
    gst_rtp_buffer_unmap(&packet);
    GST_BUFFER_DTS(buffer) = (static_cast<std::uint64_t>(number) * 30 + late) * GST_MSECOND;
    gst_pad_chain(sink_.get(), buffer);
    // One more than the time, since the queue takes no zero.
    return GPOINTER_TO_SIZE(g_async_queue_timeout_pop(released_, 5 * G_USEC_PER_SEC)) - 1;
  }

 private:
  static GstPadProbeReturn on_packet(GstPad*, GstPadProbeInfo* info, gpointer queue) noexcept {
    g_async_queue_push(static_cast<GAsyncQueue*>(queue),
                       GSIZE_TO_POINTER(GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info)) / GST_MSECOND + 1));
    return GST_PAD_PROBE_DROP;
  }

  GAsyncQueue* const released_ = g_async_queue_new();
  const glib::RefPtr<GstElement> buffer_ = media::make_element("rtpjitterbuffer");
  glib::RefPtr<GstPad> sink_;
};

TEST_F(JitterBufferTest, KeepsItsTimestampsThroughAQueue) {
  for (int number = 0; number < 30; ++number) ASSERT_EQ(take(number, 0), 30U * static_cast<unsigned>(number));
  int number = 30;
  for (const auto late : {260U, 230U, 205U, 150U, 100U, 40U, 0U}) {
    EXPECT_NEAR(static_cast<double>(take(number, late)), 30 * number, 2);
    ++number;
  }
}

}  // namespace
}  // namespace vchat::peer
