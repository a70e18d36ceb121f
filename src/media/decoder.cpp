#include "media/decoder.hpp"

#include "media/element.hpp"

namespace vchat::media {

namespace {

glib::RefPtr<GstElement> make_vp8_decoder() {
  auto decoder = make_element("vp8dec");
  // A thread a core in each of many decoders costs more than it gains at the sizes of a call.
  g_object_set(decoder.get(), "threads", 1U, nullptr);
  return decoder;
}

glib::RefPtr<GstElement> make_h264_decoder() {
  // Hardware last: the decoder of a Raspberry Pi keeps several pictures before it gives the first away.
  if (!has_element("avdec_h264")) return make_element(has_element("openh264dec") ? "openh264dec" : "v4l2h264dec");
  auto decoder = make_element("avdec_h264");
  // Frame threads would each hold one frame back.
  gst_util_set_object_arg(G_OBJECT(decoder.get()), "max-threads", "1");
  gst_util_set_object_arg(G_OBJECT(decoder.get()), "thread-type", "slice");
  // Its own choice for a pipeline that is not live is to wait for pictures that might belong in front of this one.
  gst_util_set_object_arg(G_OBJECT(decoder.get()), "std-compliance", "normal");
  return decoder;
}

}  // namespace

glib::RefPtr<GstElement> make_decoder(util::VideoCodec codec) {
  return codec == util::VideoCodec::vp8 ? make_vp8_decoder() : make_h264_decoder();
}

}  // namespace vchat::media
