// Encoded pictures and sounds, and what of them is in a file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gst/app/gstappsink.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "tracks/track_file.hpp"
#include "tracks/track_reader.hpp"

namespace vchat::tracks {

/// A folder that is removed at the end.
struct TemporaryFolder {
  TemporaryFolder() : path(glib::GCharPtr(g_dir_make_tmp("vchat-XXXXXX", nullptr)).get()) {}
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string path;
};

/// All that comes out of `description`, which ends in an encoder.
inline std::vector<glib::RefPtr<GstSample>> encode(const std::string& description) {
  gst_init(nullptr, nullptr);
  const auto pipeline = glib::sink(gst_parse_launch((description + " ! appsink name=out sync=false").c_str(), nullptr));
  const auto sink = glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  std::vector<glib::RefPtr<GstSample>> all;
  while (auto sample = glib::adopt(gst_app_sink_pull_sample(GST_APP_SINK(sink.get())))) all.push_back(sample);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return all;
}

inline std::vector<glib::RefPtr<GstSample>> vp8_frames(int count, const std::string& size = "width=64,height=48") {
  return encode("videotestsrc num-buffers=" + std::to_string(count) + " ! video/x-raw,framerate=25/1," + size +
                " ! vp8enc deadline=1 keyframe-max-dist=1000");
}

inline std::vector<glib::RefPtr<GstSample>> h264_frames(int count) {
  return encode("videotestsrc num-buffers=" + std::to_string(count) +
                " ! video/x-raw,framerate=25/1,width=64,height=48 ! x264enc tune=zerolatency key-int-max=1000 ! "
                "video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au");
}

inline std::vector<glib::RefPtr<GstSample>> opus_packets(std::size_t count) {
  auto packets = encode("audiotestsrc samplesperbuffer=480 num-buffers=" + std::to_string(count) +
                        " ! audio/x-raw,rate=48000,channels=1 ! opusenc frame-size=10");
  packets.resize(count);  // the encoder's delay makes one more
  return packets;
}

inline Unit unit_of(GstSample* sample, std::int64_t time, media::Medium medium) {
  auto* buffer = gst_sample_get_buffer(sample);
  Unit unit;
  unit.medium = medium;
  unit.caps = glib::share(gst_sample_get_caps(sample));
  unit.time = time;
  unit.keyframe = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  unit.data.resize(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, unit.data.data(), unit.data.size());
  return unit;
}

struct ReadBack {
  std::vector<int> times;   // ms
  std::vector<int> widths;  // of pictures
  std::size_t bytes = 0;    // of what was decoded
  std::optional<std::string> problem;
};

inline ReadBack read_back(const std::string& path, media::Medium medium, const std::string& codec) {
  TrackReader reader(path, medium, codec);
  ReadBack all;
  while (const auto sample = reader.next()) {
    auto* buffer = gst_sample_get_buffer(sample.get());
    all.times.push_back(static_cast<int>(GST_BUFFER_PTS(buffer) / GST_MSECOND));
    all.bytes += gst_buffer_get_size(buffer);
    int width = 0;
    gst_structure_get_int(gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0), "width", &width);
    all.widths.push_back(width);
  }
  all.problem = reader.problem();
  return all;
}

}  // namespace vchat::tracks
