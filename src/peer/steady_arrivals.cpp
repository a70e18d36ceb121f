#include "peer/steady_arrivals.hpp"

#include <utility>

#include <gst/rtp/gstrtpbuffer.h>

#include "glib/ref_ptr.hpp"

namespace vchat::peer {

SteadyArrivals::Time SteadyArrivals::correct(Time arrival, Time timestamp, Time most) {
  const auto lateness = arrival - timestamp;
  least_.add(arrival, lateness);
  const auto excess = lateness - least_.get();
  if (excess <= most || excess >= longest) {
    late_since_.reset();
    least_while_late_.clear();
    if (excess >= longest) least_.clear();
    return arrival;
  }
  if (!late_since_) late_since_ = arrival;
  least_while_late_.add(arrival, lateness);
  if (arrival - *late_since_ < longest) return timestamp + least_.get() + most;
  least_ = std::exchange(least_while_late_, util::WindowMinimum<Time>(window));
  late_since_.reset();
  return arrival;
}

namespace {

/// Of one jitter buffer; its streaming thread only.
struct Watch {
  guint64 clock_rate;
  guint64 timestamp = G_MAXUINT64;  // extended to 64 bits
  SteadyArrivals arrivals;

  GstBuffer* correct(GstBuffer* buffer, GstElement* jitterbuffer) {
    const auto arrival = GST_BUFFER_DTS_OR_PTS(buffer);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    // What is sent again is late for another reason, and the buffer knows that.
    if (!GST_CLOCK_TIME_IS_VALID(arrival) || GST_BUFFER_FLAG_IS_SET(buffer, GST_RTP_BUFFER_FLAG_RETRANSMISSION) ||
        gst_rtp_buffer_map(buffer, GST_MAP_READ, &packet) == FALSE)
      return buffer;
    const auto extended = gst_rtp_buffer_ext_timestamp(&timestamp, gst_rtp_buffer_get_timestamp(&packet));
    gst_rtp_buffer_unmap(&packet);
    guint latency = 0;  // ms
    g_object_get(jitterbuffer, "latency", &latency, nullptr);
    using Time = SteadyArrivals::Time;
    const Time most = std::chrono::milliseconds(latency) * 3 / 4;  // it counts from a moment of its own
    const Time corrected =
        arrivals.correct(Time(arrival), Time(gst_util_uint64_scale(extended, GST_SECOND, clock_rate)), most);
    if (corrected == Time(arrival)) return buffer;
    buffer = gst_buffer_make_writable(buffer);
    GST_BUFFER_DTS(buffer) = static_cast<GstClockTime>(corrected.count());
    return buffer;
  }

  static GstPadProbeReturn on_packet(GstPad* pad, GstPadProbeInfo* info, gpointer data) noexcept {
    const auto element = glib::adopt(gst_pad_get_parent_element(pad));
    if (element) info->data = static_cast<Watch*>(data)->correct(GST_PAD_PROBE_INFO_BUFFER(info), element.get());
    return GST_PAD_PROBE_OK;
  }
};

}  // namespace

void steady_arrivals(GstElement* jitterbuffer, int clock_rate) {
  const auto pad = glib::adopt(gst_element_get_static_pad(jitterbuffer, "sink"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &Watch::on_packet,
                    new Watch{static_cast<guint64>(clock_rate)},
                    [](gpointer data) { delete static_cast<Watch*>(data); });
}

}  // namespace vchat::peer
