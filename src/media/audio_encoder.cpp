#include "media/audio_encoder.hpp"

#include "media/element.hpp"

namespace vchat::media {

glib::RefPtr<GstElement> make_audio_encoder() {
  auto encoder = make_element("opusenc");
  g_object_set(encoder.get(), "bitrate", 32'000, "inband-fec", TRUE, "packet-loss-percentage", 10, "dtx", TRUE,
               nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "audio-type", "voice");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "bitrate-type", "constrained-vbr");
  gst_util_set_object_arg(G_OBJECT(encoder.get()), "frame-size", "10");
  return encoder;
}

}  // namespace vchat::media
