#include "recording/container.hpp"

#include <string>

#include "glib/owned.hpp"
#include "media/element.hpp"
#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr gint64 shortest_cluster = 500 * GST_MSECOND;
constexpr gint64 longest_cluster = GST_SECOND;
constexpr guint fragment_duration = 1000;  // ms

glib::RefPtr<GstElement> make_cluster_muxer(const char* factory) {
  auto muxer = media::make_element(factory);
  g_object_set(muxer.get(), "min-cluster-duration", shortest_cluster, "max-cluster-duration", longest_cluster,
               "writing-app", "vchat", nullptr);
  return muxer;
}

glib::RefPtr<GstElement> make_fragment_muxer() {
  auto muxer = media::make_element("mp4mux");
  g_object_set(muxer.get(), "fragment-duration", fragment_duration, nullptr);
  // Each fragment behind its own header: with "first-moov-then-finalise" a file that ends in the middle of one cannot
  // be read at all.
  gst_util_set_object_arg(G_OBJECT(muxer.get()), "fragment-mode", "dash-or-mss");
  return muxer;
}

}  // namespace

Container container_of(std::string_view file) {
  const auto dot = file.rfind('.');
  const auto end = std::string(dot == std::string_view::npos ? std::string_view() : file.substr(dot));
  const glib::GCharPtr lower(g_ascii_strdown(end.c_str(), -1));
  const std::string_view extension(lower.get());
  if (extension == ".mkv") return Container::matroska;
  if (extension == ".webm") return Container::webm;
  if (extension == ".mp4") return Container::mp4;
  throw util::UsageError("'" + std::string(file) +
                         "' does not say what kind of file to record: end it in .mkv, .webm or .mp4");
}

std::vector<util::VideoCodec> video_codecs(Container container) {
  using util::VideoCodec;
  switch (container) {
    case Container::webm:
      return {VideoCodec::vp8};
    case Container::mp4:
      return {VideoCodec::h264};
    case Container::matroska:
      break;
  }
  return {VideoCodec::h264, VideoCodec::vp8};
}

glib::RefPtr<GstElement> make_muxer(Container container) {
  switch (container) {
    case Container::webm:
      return make_cluster_muxer("webmmux");
    case Container::mp4:
      return make_fragment_muxer();
    case Container::matroska:
      break;
  }
  return make_cluster_muxer("matroskamux");
}

}  // namespace vchat::recording
