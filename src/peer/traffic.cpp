#include "peer/traffic.hpp"

#include <string_view>

#include "glib/ref_ptr.hpp"
#include "media/clock.hpp"

namespace vchat::peer {

namespace {

using TrafficPtr = std::shared_ptr<Traffic>;

gsize bytes(GstPadProbeInfo* info) {
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0)
    return gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info));
  gsize sum = 0;
  auto* list = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
  for (guint i = 0; i < gst_buffer_list_length(list); ++i) sum += gst_buffer_get_size(gst_buffer_list_get(list, i));
  return sum;
}

/// By the first byte, as RFC 7983 tells RTP and RTCP (128 to 191) from DTLS on one port.
bool is_media(GstPadProbeInfo* info) {
  auto* buffer = (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0
                     ? GST_PAD_PROBE_INFO_BUFFER(info)
                     : gst_buffer_list_get(GST_PAD_PROBE_INFO_BUFFER_LIST(info), 0);
  guint8 first = 0;
  return buffer && gst_buffer_extract(buffer, 0, &first, 1) == 1 && first >= 128 && first <= 191;
}

GstPadProbeReturn on_received(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto& traffic = **static_cast<TrafficPtr*>(data);
  traffic.bytes_received += bytes(info);
  if (is_media(info)) traffic.last_media = media::running_time_now();
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn on_sent(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  (*static_cast<TrafficPtr*>(data))->bytes_sent += bytes(info);
  return GST_PAD_PROBE_OK;
}

void free_traffic(gpointer data) {
  delete static_cast<TrafficPtr*>(data);
}

void watch_pad(GstElement* element, const char* name, GstPadProbeCallback callback, const TrafficPtr& traffic) {
  const auto pad = glib::adopt(gst_element_get_static_pad(element, name));
  const auto mask = GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
  if (pad) gst_pad_add_probe(pad.get(), mask, callback, new TrafficPtr(traffic), &free_traffic);
}

void watch_element(GstElement* element, const TrafficPtr& traffic) {
  const auto* factory = gst_element_get_factory(element);
  if (!factory) return;
  const std::string_view name = GST_OBJECT_NAME(factory);
  if (name == "nicesrc") watch_pad(element, "src", &on_received, traffic);
  if (name == "nicesink") watch_pad(element, "sink", &on_sent, traffic);
}

void on_added(GstBin*, GstBin*, GstElement* element, gpointer data) noexcept {
  watch_element(element, *static_cast<TrafficPtr*>(data));
}

}  // namespace

void watch_traffic(GstBin* webrtcbin, std::shared_ptr<Traffic> traffic) {
  g_signal_connect_data(
      webrtcbin, "deep-element-added", G_CALLBACK(&on_added), new TrafficPtr(std::move(traffic)),
      [](gpointer data, GClosure*) { free_traffic(data); }, GConnectFlags(0));
}

}  // namespace vchat::peer
