// What webrtcbin measured, in figures that people read.
#pragma once

#include <cstdint>

#include <gst/gst.h>

namespace vchat::peer {

/// Totals over all streams of a session.
struct RtpTotals {
  double rtt_ms = 0;
  double jitter_ms = 0;  // of the stream that has most
  std::int64_t packets_received = 0;
  std::int64_t packets_lost = 0;
  std::int64_t packets_sent = 0;
  std::int64_t sent_packets_lost = 0;  // as the other side says
};

/// Reads the reply of webrtcbin's "get-stats". Reentrant.
[[nodiscard]] RtpTotals rtp_totals(const GstStructure* reply);

}  // namespace vchat::peer
