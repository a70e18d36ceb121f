#include "media/audio_encoder.hpp"

#include <string>
#include <utility>

#include "media/element.hpp"

namespace vchat::media {

namespace {

constexpr gsize largest_empty_packet = 2;  // bytes; such a packet need not be sent (RFC 6716 section 3.1, RFC 7587)

struct Silence {
  bool now = false;
};

/// opusenc 1.22 gives a packet of one byte for every 10 ms that DTX leaves out. What comes after those is marked as the
/// beginning of something new.
GstPadProbeReturn leave_out_silence(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto& silence = *static_cast<Silence*>(data);
  auto* packet = gst_pad_probe_info_get_buffer(info);
  if (gst_buffer_get_size(packet) <= largest_empty_packet) {
    silence.now = true;
    return GST_PAD_PROBE_DROP;
  }
  if (silence.now) {
    packet = gst_buffer_make_writable(packet);
    GST_BUFFER_FLAG_SET(packet, GST_BUFFER_FLAG_DISCONT);
    GST_PAD_PROBE_INFO_DATA(info) = packet;
    silence.now = false;
  }
  return GST_PAD_PROBE_OK;
}

void apply(const SoundSettings& settings, GstElement* encoder) {
  g_object_set(encoder, "bitrate", settings.bitrate, "packet-loss-percentage", settings.loss_percent, nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder), "frame-size", std::to_string(settings.frame_ms).c_str());
}

struct Follower {
  std::shared_ptr<const SoundControl> control;
  SoundSettings applied;
};

/// On the thread that encodes: opusenc does not expect the length of its frames to change while it makes one.
GstPadProbeReturn follow(GstPad* pad, GstPadProbeInfo*, gpointer data) noexcept {
  auto& follower = *static_cast<Follower*>(data);
  const auto settings = follower.control->get();
  if (std::exchange(follower.applied, settings) == settings) return GST_PAD_PROBE_OK;
  const auto encoder = glib::adopt(gst_pad_get_parent_element(pad));
  if (encoder) apply(settings, encoder.get());
  return GST_PAD_PROBE_OK;
}

}  // namespace

glib::RefPtr<GstElement> make_audio_encoder(std::shared_ptr<const SoundControl> control) {
  const auto settings = control->get();
  auto encoder = make_element("opusenc");
  g_object_set(encoder.get(), "inband-fec", TRUE, "dtx", TRUE, nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "audio-type", "voice");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "bitrate-type", "constrained-vbr");
  apply(settings, encoder.get());
  const auto sink = glib::adopt(gst_element_get_static_pad(encoder.get(), "sink"));
  gst_pad_add_probe(sink.get(), GST_PAD_PROBE_TYPE_BUFFER, &follow, new Follower{std::move(control), settings},
                    [](gpointer data) { delete static_cast<Follower*>(data); });
  const auto source = glib::adopt(gst_element_get_static_pad(encoder.get(), "src"));
  gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_BUFFER, &leave_out_silence, new Silence,
                    [](gpointer data) { delete static_cast<Silence*>(data); });
  return encoder;
}

}  // namespace vchat::media
