#include "tracks/track_reader.hpp"

#include <utility>
#include <vector>

#include <gst/app/gstappsink.h>

#include "glib/error.hpp"
#include "media/decoder.hpp"
#include "media/element.hpp"
#include "media/raw_caps.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

constexpr GstClockTime patience = GST_SECOND;
constexpr int most_waits = 30;  // for one picture or sound
constexpr guint most_ahead = 4;

struct Branch {
  const char* caps;
  std::vector<glib::RefPtr<GstElement>> elements;
};

Branch make_branch(media::Medium medium, const std::string& codec) {
  using media::make_element;
  if (medium == media::Medium::audio && codec == "opus")
    return {"audio/x-opus",
            {make_element("opusdec"), make_element("audioconvert"), make_element("audioresample"),
             media::make_caps_filter(media::encoder_sound_caps)}};
  if (medium == media::Medium::video && codec == "VP8")
    return {"video/x-vp8", {media::make_decoder(util::VideoCodec::vp8)}};
  if (medium == media::Medium::video && codec == "H264")
    return {"video/x-h264", {make_element("h264parse"), media::make_decoder(util::VideoCodec::h264)}};
  throw util::Error("there is no codec '" + codec + "'", util::ExitCode::device);
}

/// A demuxer has its pads only when it has read the head of the file.
void link_when_there(GstElement* demuxer, const char* caps, const glib::RefPtr<GstElement>& queue) {
  struct Wanted {
    const char* caps;
    glib::RefPtr<GstPad> pad;
  };
  const auto on_pad = +[](GstElement*, GstPad* pad, gpointer data) noexcept {
    const auto& wanted = *static_cast<Wanted*>(data);
    const auto has = glib::adopt(gst_pad_get_current_caps(pad));
    if (has && gst_structure_has_name(gst_caps_get_structure(has.get(), 0), wanted.caps) &&
        !gst_pad_is_linked(wanted.pad.get()))
      gst_pad_link(pad, wanted.pad.get());
  };
  const auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Wanted*>(data); };
  auto* wanted = new Wanted{caps, glib::adopt(gst_element_get_static_pad(queue.get(), "sink"))};
  g_signal_connect_data(demuxer, "pad-added", G_CALLBACK(on_pad), wanted, destroy, GConnectFlags(0));
}

}  // namespace

TrackReader::TrackReader(const std::string& path, media::Medium medium, const std::string& codec)
    : pipeline_(glib::sink(gst_pipeline_new(nullptr))), sink_(media::make_element("appsink")) {
  const auto source = media::make_element("filesrc");
  const auto demuxer = media::make_element("matroskademux");
  const auto queue = media::make_element("queue");
  const auto branch = make_branch(medium, codec);
  g_object_set(source.get(), "location", path.c_str(), nullptr);
  g_object_set(sink_.get(), "sync", FALSE, "max-buffers", most_ahead, "enable-last-sample", FALSE, nullptr);
  auto* bin = GST_BIN(pipeline_.get());
  gst_bin_add_many(bin, source.get(), demuxer.get(), queue.get(), sink_.get(), nullptr);
  auto* last = queue.get();
  for (const auto& element : branch.elements) {
    gst_bin_add(bin, element.get());
    gst_element_link(std::exchange(last, element.get()), element.get());
  }
  gst_element_link(last, sink_.get());
  gst_element_link(source.get(), demuxer.get());
  link_when_there(demuxer.get(), branch.caps, queue);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

TrackReader::~TrackReader() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

glib::RefPtr<GstSample> TrackReader::next() {
  auto* sink = GST_APP_SINK(sink_.get());
  for (int waits = 0; waits < most_waits && !problem_; ++waits) {
    if (auto sample = glib::adopt(gst_app_sink_try_pull_sample(sink, patience))) {
      if (GST_BUFFER_PTS_IS_VALID(gst_sample_get_buffer(sample.get()))) return sample;
      continue;
    }
    look_for_problem();
    if (gst_app_sink_is_eos(sink)) return nullptr;
  }
  if (!problem_) problem_ = "nothing comes out of it";
  return nullptr;
}

void TrackReader::look_for_problem() {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  const auto message = glib::adopt(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  if (!message) return;
  glib::GErrorPtr error;
  gst_message_parse_error(message.get(), glib::out(error), nullptr);
  problem_ = error ? error->message : "it cannot be read";
}

}  // namespace vchat::tracks
