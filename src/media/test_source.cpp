#include "media/test_source.hpp"

#include "media/element.hpp"
#include "media/raw_caps.hpp"

namespace vchat::media {

CaptureSource make_test_picture(int width, int height, int framerate) {
  auto source = make_element("videotestsrc");
  g_object_set(source.get(), "is-live", TRUE, "horizontal-speed", 2, nullptr);
  gst_util_set_object_arg(G_OBJECT(source.get()), "pattern", "smpte");
  return {make_chain({source, make_caps_filter(std::string(encoder_picture_caps) + ",width=" + std::to_string(width) +
                                               ",height=" + std::to_string(height) +
                                               ",framerate=" + std::to_string(framerate) + "/1")})};
}

CaptureSource make_test_sound() {
  auto source = make_element("audiotestsrc");
  g_object_set(source.get(), "is-live", TRUE, "freq", 440.0, "volume", 0.1, "samplesperbuffer", 480, nullptr);
  gst_util_set_object_arg(G_OBJECT(source.get()), "wave", "sine");
  return {make_chain({source, make_caps_filter(encoder_sound_caps)})};
}

}  // namespace vchat::media
