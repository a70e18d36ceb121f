#include "screen/screen_source.hpp"

#include "media/element.hpp"
#include "media/file_source.hpp"
#include "screen/x11_source.hpp"

namespace vchat::screen {

namespace {

/// Something moving, with text on it.
glib::RefPtr<GstElement> make_test_screen(const media::PictureLimits& limits) {
  auto picture = media::make_element("videotestsrc");
  g_object_set(picture.get(), "is-live", TRUE, "background-color", 0xff203040U, nullptr);
  gst_util_set_object_arg(G_OBJECT(picture.get()), "pattern", "ball");
  auto text = media::make_element("timeoverlay");
  g_object_set(text.get(), "text", "vchat: a test screen", "font-desc", "Sans 20", nullptr);
  gst_util_set_object_arg(G_OBJECT(text.get()), "halignment", "center");
  gst_util_set_object_arg(G_OBJECT(text.get()), "valignment", "center");
  const auto size = "video/x-raw,width=1280,height=720,framerate=" + std::to_string(limits.framerate) + "/1";
  return media::make_chain({picture, media::make_caps_filter(size), text, media::make_picture_fitter(limits)});
}

}  // namespace

glib::RefPtr<GstElement> make_screen_source(const Target& target, const media::PictureLimits& limits) {
  using Kind = Target::Kind;
  switch (target.kind) {
    case Kind::test:
      return make_test_screen(limits);
    case Kind::file:
      return media::make_file_source(target.value, "video", media::make_picture_fitter(limits));
    case Kind::description:
      return media::make_chain(
          {media::parse_bin("--screen", target.value, GST_PAD_SRC), media::make_picture_fitter(limits)});
    default:
      return media::make_chain({make_x11_source(target, limits.framerate), media::make_picture_fitter(limits)});
  }
}

}  // namespace vchat::screen
