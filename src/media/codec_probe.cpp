#include "media/codec_probe.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "media/decoder.hpp"
#include "media/element.hpp"
#include "media/local_media.hpp"
#include "media/raw_caps.hpp"
#include "media/sample.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr int frames = 3;

/// Probes what was not probed before.
bool works(const VideoEncoder& encoder) {
  static std::mutex mutex;
  static std::map<std::string, bool> known;
  const std::lock_guard lock(mutex);
  const auto [entry, is_new] = known.try_emplace(encoder.factory, false);
  if (is_new && has_element(encoder.factory)) entry->second = passes_frames(encoder.make({}), nullptr);
  return entry->second;
}

bool works_both_ways(util::VideoCodec codec) {
  try {
    return passes_frames(working_encoder(codec).make({}), make_decoder(codec));
  } catch (const util::MissingElementError&) {
    return false;
  }
}

}  // namespace

bool passes_frames(const glib::RefPtr<GstElement>& encoder, const glib::RefPtr<GstElement>& decoder) {
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  auto picture = make_chain(
      {make_element("videotestsrc"), make_caps_filter(std::string(encoder_picture_caps) + ",width=320,height=240")});
  auto sink = make_sample_sink();
  set_sample_consumer(sink.get(), [sink = sink.get(), seen = 0](GstSample*) mutable {
    if (++seen != frames) return;
    auto* enough = gst_message_new_application(GST_OBJECT(sink), gst_structure_new_empty("vchat-enough"));
    gst_element_post_message(sink, enough);
  });
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
  auto message = glib::adopt(gst_bus_timed_pop_filtered(bus.get(), 2 * GST_SECOND,
                                                        GstMessageType(GST_MESSAGE_APPLICATION | GST_MESSAGE_ERROR)));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_APPLICATION;
}

std::vector<VideoEncoder> working_encoders() {
  std::vector<VideoEncoder> found;
  std::copy_if(video_encoders().begin(), video_encoders().end(), std::back_inserter(found), &works);
  return found;
}

VideoEncoder working_encoder(util::VideoCodec codec) {
  const auto all = video_encoders();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& encoder) { return encoder.codec == codec && works(encoder); });
  if (found != all.end()) return *found;
  const auto* usual = codec == util::VideoCodec::vp8 ? "vp8enc" : "x264enc";
  throw util::MissingElementError(has_element(usual)
                                      ? "no encoder for " + std::string(util::codec_name(codec)) + " works here"
                                      : missing_element_message(usual));
}

std::vector<util::VideoCodec> working_codecs() {
  static const auto codecs = [] {
    std::vector<util::VideoCodec> found;
    for (const auto codec : {util::VideoCodec::vp8, util::VideoCodec::h264})
      if (works_both_ways(codec)) found.push_back(codec);
    return found;
  }();
  return codecs;
}

}  // namespace vchat::media
