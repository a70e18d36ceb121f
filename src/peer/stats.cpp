#include "peer/stats.hpp"

#include <algorithm>

#include <gst/webrtc/webrtc.h>

namespace vchat::peer {

namespace {

double number(const GstStructure* structure, const char* field) {
  const auto* value = gst_structure_get_value(structure, field);
  if (!value) return 0;
  GValue as_double = G_VALUE_INIT;
  g_value_init(&as_double, G_TYPE_DOUBLE);
  const bool numeric = g_value_transform(value, &as_double) != FALSE;
  return numeric ? g_value_get_double(&as_double) : 0;
}

gboolean add(GQuark, const GValue* value, gpointer data) {
  auto& totals = *static_cast<RtpTotals*>(data);
  if (!GST_VALUE_HOLDS_STRUCTURE(value)) return TRUE;
  const auto* entry = gst_value_get_structure(value);
  GstWebRTCStatsType type{};
  if (!gst_structure_get_enum(entry, "type", GST_TYPE_WEBRTC_STATS_TYPE, reinterpret_cast<gint*>(&type))) return TRUE;
  if (type == GST_WEBRTC_STATS_OUTBOUND_RTP)
    totals.packets_sent += static_cast<std::int64_t>(number(entry, "packets-sent"));
  if (type == GST_WEBRTC_STATS_REMOTE_INBOUND_RTP) {
    totals.rtt_ms = std::max(totals.rtt_ms, number(entry, "round-trip-time") * 1000);
    totals.sent_packets_lost += static_cast<std::int64_t>(number(entry, "packets-lost"));
  }
  if (type == GST_WEBRTC_STATS_INBOUND_RTP) {
    totals.jitter_ms = std::max(totals.jitter_ms, number(entry, "jitter") * 1000);
    totals.packets_received += static_cast<std::int64_t>(number(entry, "packets-received"));
    // webrtcbin 1.22 always says 0 itself; what its rtpsession counted is in here.
    const auto* source = gst_structure_get_value(entry, "gst-rtpsource-stats");
    if (source && GST_VALUE_HOLDS_STRUCTURE(source))
      totals.packets_lost += static_cast<std::int64_t>(number(gst_value_get_structure(source), "packets-lost"));
  }
  return TRUE;
}

}  // namespace

RtpTotals rtp_totals(const GstStructure* reply) {
  RtpTotals totals;
  gst_structure_foreach(reply, &add, &totals);
  return totals;
}

}  // namespace vchat::peer
