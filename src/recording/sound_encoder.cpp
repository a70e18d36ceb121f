#include "recording/sound_encoder.hpp"

#include "media/element.hpp"

namespace vchat::recording {

/// AAC is what every player of MP4 knows; Opus in it is played by browsers and by newer players.
glib::RefPtr<GstElement> make_sound_encoder(Container container, int bitrate) {
  for (const auto* aac : {"avenc_aac", "voaacenc"}) {
    if (container != Container::mp4 || !media::has_element(aac)) continue;
    auto encoder = media::make_element(aac);
    g_object_set(encoder.get(), "bitrate", bitrate, nullptr);
    return encoder;
  }
  auto encoder = media::make_element("opusenc");
  g_object_set(encoder.get(), "bitrate", bitrate, nullptr);
  return encoder;
}

}  // namespace vchat::recording
