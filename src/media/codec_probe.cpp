#include "media/codec_probe.hpp"

#include <atomic>
#include <vector>

#include "media/decoder.hpp"
#include "media/element.hpp"
#include "media/local_media.hpp"
#include "media/raw_caps.hpp"
#include "media/sample.hpp"
#include "media/video_encoder.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr int frames = 3;

bool works(util::VideoCodec codec) {
  try {
    return passes_frames(make_video_encoder(codec, {}), make_decoder(codec));
  } catch (const util::MissingElementError&) {
    return false;
  }
}

}  // namespace

bool passes_frames(const glib::RefPtr<GstElement>& encoder, const glib::RefPtr<GstElement>& decoder) {
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  auto source = make_element("videotestsrc");
  g_object_set(source.get(), "num-buffers", frames, nullptr);
  auto picture = make_chain({source, make_caps_filter(std::string(encoder_picture_caps) + ",width=320,height=240")});
  auto sink = make_sample_sink();
  std::atomic<int> seen = 0;
  set_sample_consumer(sink.get(), [&seen](GstSample*) { ++seen; });
  gst_bin_add_many(GST_BIN(pipeline.get()), picture.get(), encoder.get(), sink.get(), nullptr);
  bool linked = gst_element_link(picture.get(), encoder.get());
  if (decoder) {
    gst_bin_add(GST_BIN(pipeline.get()), decoder.get());
    linked = linked && gst_element_link_many(encoder.get(), decoder.get(), sink.get(), nullptr);
  } else {
    linked = linked && gst_element_link(encoder.get(), sink.get());
  }
  if (!linked) return false;
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto bus = glib::adopt(gst_element_get_bus(pipeline.get()));
  auto message = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), 2 * GST_SECOND, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS && seen == frames;
}

std::vector<util::VideoCodec> working_codecs() {
  static const auto codecs = [] {
    std::vector<util::VideoCodec> found;
    for (const auto codec : {util::VideoCodec::vp8, util::VideoCodec::h264})
      if (works(codec)) found.push_back(codec);
    return found;
  }();
  return codecs;
}

}  // namespace vchat::media
