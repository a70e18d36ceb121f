#include "peer/feedback.hpp"

#include <chrono>

namespace vchat::peer {

namespace {

struct Handler {
  std::set<unsigned> media;
  std::function<void(std::vector<congestion::PacketReport>)> on_reports;
};

congestion::Time from_ns(guint64 time) {
  return std::chrono::duration_cast<congestion::Time>(std::chrono::nanoseconds(time));
}

GstPadProbeReturn on_event(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CUSTOM_UPSTREAM || !gst_event_has_name(event, "RTPTWCCPackets"))
    return GST_PAD_PROBE_OK;
  const auto& handler = *static_cast<Handler*>(data);
  if (auto reports = read_reports(gst_event_get_structure(event), handler.media); !reports.empty())
    handler.on_reports(std::move(reports));
  return GST_PAD_PROBE_OK;
}

}  // namespace

void watch_feedback(GstPad* pad, std::set<unsigned> media,
                    std::function<void(std::vector<congestion::PacketReport>)> on_reports) {
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &on_event,
                    new Handler{std::move(media), std::move(on_reports)},
                    [](gpointer data) { delete static_cast<Handler*>(data); });
}

std::vector<congestion::PacketReport> read_reports(const GstStructure* event, const std::set<unsigned>& media) {
  std::vector<congestion::PacketReport> reports;
  // rtpsession's own choice; GLib no longer likes to be asked for that type otherwise.
  const GType value_array = g_type_from_name("GValueArray");
  const auto* packets = gst_structure_get_value(event, "packets");
  if (!packets || !G_VALUE_HOLDS(packets, value_array)) return reports;
  const auto* list = static_cast<const GValueArray*>(g_value_get_boxed(packets));
  for (guint i = 0; list && i < list->n_values; ++i) {
    const auto* item = &list->values[i];
    if (!G_VALUE_HOLDS(item, GST_TYPE_STRUCTURE)) continue;
    const auto* packet = gst_value_get_structure(item);
    guint64 sent = GST_CLOCK_TIME_NONE;
    guint64 received = GST_CLOCK_TIME_NONE;
    guint size = 0;
    guchar payload_type = 0;
    gboolean lost = FALSE;
    gst_structure_get_uint64(packet, "local-ts", &sent);
    gst_structure_get_uint64(packet, "remote-ts", &received);
    gst_structure_get_uint(packet, "size", &size);
    const bool known = gst_structure_get(packet, "payload-type", G_TYPE_UCHAR, &payload_type, nullptr) != FALSE;
    gst_structure_get_boolean(packet, "lost", &lost);
    if (!GST_CLOCK_TIME_IS_VALID(sent)) continue;
    auto& report = reports.emplace_back(congestion::PacketReport{from_ns(sent), std::nullopt, size + packet_overhead,
                                                                 known && !media.contains(payload_type)});
    if (!lost && GST_CLOCK_TIME_IS_VALID(received)) report.received = from_ns(received);
  }
  return reports;
}

congestion::Time monotonic_now() {
  return congestion::Time(g_get_monotonic_time());
}

}  // namespace vchat::peer
