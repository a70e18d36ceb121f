#include "media/test_source.hpp"

#include "media/element.hpp"
#include "media/raw_caps.hpp"

namespace vchat::media {

glib::RefPtr<GstElement> make_test_picture(const PictureLimits& size) {
  auto source = make_element("videotestsrc");
  g_object_set(source.get(), "is-live", TRUE, "horizontal-speed", 2, nullptr);
  gst_util_set_object_arg(G_OBJECT(source.get()), "pattern", "smpte");
  return make_chain({source, make_caps_filter(std::string(encoder_picture_caps) + ",width=" +
                                              std::to_string(size.width) + ",height=" + std::to_string(size.height) +
                                              ",framerate=" + std::to_string(size.framerate) + "/1")});
}

glib::RefPtr<GstElement> make_test_sound() {
  auto source = make_element("audiotestsrc");
  g_object_set(source.get(), "is-live", TRUE, "freq", 440.0, "volume", 0.1, "samplesperbuffer", 480, nullptr);
  gst_util_set_object_arg(G_OBJECT(source.get()), "wave", "sine");
  return make_chain({source, make_caps_filter(encoder_sound_caps)});
}

}  // namespace vchat::media
