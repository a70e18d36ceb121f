#include "media/element.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

struct Package {
  std::string_view name;
  std::string_view factories;  // separated by single blanks
};

/// Which Debian 12 package has which of the elements that vchat or its users are likely to name.
constexpr std::array packages{
    Package{"libgstreamer1.0-0", "capsfilter fakesink fakesrc filesrc identity queue tee valve"},
    Package{
        "gstreamer1.0-plugins-base",
        "appsink appsrc audioconvert audiomixer audiorate audioresample audiotestsrc compositor decodebin decodebin3 "
        "opusdec opusenc overlaycomposition theoradec uridecodebin videoconvert videoconvertscale videorate videoscale "
        "videotestsrc volume vorbisdec"},
    Package{
        "gstreamer1.0-plugins-good",
        "audiopanorama autoaudiosink autovideosink avidemux flacdec imagefreeze jpegdec jpegenc level matroskademux "
        "mpg123audiodec multifilesrc pulsesink pulsesrc qtdemux rtpbin rtph264depay rtph264pay rtpjitterbuffer "
        "rtpopusdepay rtpopuspay rtpvp8depay rtpvp8pay v4l2h264dec v4l2h264enc v4l2sink v4l2src videobox videocrop "
        "videoflip vp8dec vp8enc wavenc wavparse ximagesrc"},
    Package{
        "gstreamer1.0-plugins-bad",
        "audiobuffersplit dtlsdec dtlsenc fbdevsink h264parse kmssink openh264dec openh264enc rtphdrexttwcc sctpdec "
        "sctpenc srtpdec srtpenc waylandsink webrtcbin webrtcdsp webrtcechoprobe"},
    Package{"gstreamer1.0-plugins-ugly", "x264enc"},
    Package{"gstreamer1.0-libav", "avdec_aac avdec_h264 avdec_vp8"},
    Package{"gstreamer1.0-libcamera", "libcamerasrc"},
    Package{"gstreamer1.0-nice", "nicesink nicesrc"},
    Package{"gstreamer1.0-x", "clockoverlay textoverlay timeoverlay ximagesink xvimagesink"},
    Package{"gstreamer1.0-gl", "glimagesink"},
    Package{"gstreamer1.0-alsa", "alsasink alsasrc"},
    Package{"gstreamer1.0-pipewire", "pipewiresink pipewiresrc"},
};

std::string_view package_of(std::string_view factory) {
  for (const auto& package : packages) {
    auto rest = package.factories;
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(' '));
      if (word == factory) return package.name;
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
  }
  return {};
}

std::string first_missing_element(GstParseContext* context) {
  const glib::GStrvPtr missing(gst_parse_context_get_missing_elements(context));
  return missing && missing.get()[0] ? missing.get()[0] : "";
}

}  // namespace

glib::RefPtr<GstElement> make_element(const char* factory) {
  auto element = glib::sink(gst_element_factory_make(factory, nullptr));
  if (!element) throw util::MissingElementError(missing_element_message(factory));
  return element;
}

bool has_element(const char* factory) {
  return static_cast<bool>(glib::adopt(gst_element_factory_find(factory)));
}

std::string missing_element_message(const std::string& factory) {
  const auto package = package_of(factory);
  if (package.empty()) return "there is no GStreamer element '" + factory + "' here";
  return "the GStreamer element '" + factory + "' is missing; install the Debian package " + std::string(package);
}

glib::RefPtr<GstElement> make_chain(const std::vector<glib::RefPtr<GstElement>>& elements) {
  auto bin = glib::sink(gst_bin_new(nullptr));
  for (const auto& element : elements) gst_bin_add(GST_BIN(bin.get()), element.get());
  for (std::size_t i = 1; i < elements.size(); ++i)
    if (!gst_element_link(elements[i - 1].get(), elements[i].get()))
      throw util::Error(std::string("cannot link ") + GST_OBJECT_NAME(elements[i - 1].get()) + " to " +
                        GST_OBJECT_NAME(elements[i].get()));
  const auto expose = [&](const glib::RefPtr<GstElement>& element, const char* name) {
    if (auto pad = glib::adopt(gst_element_get_static_pad(element.get(), name)))
      gst_element_add_pad(bin.get(), gst_ghost_pad_new(name, pad.get()));
  };
  expose(elements.front(), "sink");
  expose(elements.back(), "src");
  return bin;
}

glib::RefPtr<GstElement> find_element(GstElement* element, const char* factory) {
  const auto is_wanted = [factory](GstElement* candidate) {
    const auto* made_by = gst_element_get_factory(candidate);
    return made_by && std::string_view(GST_OBJECT_NAME(made_by)) == factory;
  };
  if (is_wanted(element)) return glib::share(element);
  if (GST_IS_BIN(element)) {
    const std::unique_ptr<GstIterator, glib::FreeWith<gst_iterator_free>> all(
        gst_bin_iterate_recurse(GST_BIN(element)));
    glib::RefPtr<GstElement> found;
    GValue item = G_VALUE_INIT;
    while (!found && gst_iterator_next(all.get(), &item) == GST_ITERATOR_OK) {
      auto* candidate = GST_ELEMENT(g_value_get_object(&item));
      if (is_wanted(candidate)) found = glib::share(candidate);
      g_value_reset(&item);
    }
    g_value_unset(&item);
    if (found) return found;
  }
  throw util::Error(std::string("there is no ") + factory + " in " + GST_OBJECT_NAME(element));
}

glib::RefPtr<GstElement> make_caps_filter(const std::string& caps) {
  auto filter = make_element("capsfilter");
  auto parsed = glib::adopt(gst_caps_from_string(caps.c_str()));
  g_object_set(filter.get(), "caps", parsed.get(), nullptr);
  return filter;
}

glib::RefPtr<GstElement> parse_bin(const std::string& option, const std::string& description,
                                   GstPadDirection direction) {
  const bool source = direction == GST_PAD_SRC;
  if (description.find_first_not_of(" \t\n") == std::string::npos)
    throw util::UsageError(option + ": there is nothing after 'gst:'");
  // The identity is what the pad is made of. So a description may end in caps, or in an element whose output comes
  // later, and pads that are open by intention stay so: ghosting by the parser would take the text pad of a
  // textoverlay, and block.
  const auto whole = source ? description + " ! identity name=vchat-end" : "identity name=vchat-end ! " + description;
  const std::unique_ptr<GstParseContext, glib::FreeWith<gst_parse_context_free>> context(gst_parse_context_new());
  glib::GErrorPtr error;
  auto bin = glib::sink(gst_parse_bin_from_description_full(whole.c_str(), FALSE, context.get(),
                                                            GST_PARSE_FLAG_FATAL_ERRORS, glib::out(error)));
  if (error && error->code == GST_PARSE_ERROR_NO_SUCH_ELEMENT)
    throw util::MissingElementError(option + ": " + missing_element_message(first_missing_element(context.get())));
  if (error || !bin)
    throw util::UsageError(option + ": cannot use 'gst:" + description +
                           "': " + (error ? error->message : "no reason given"));
  auto end = glib::adopt(gst_bin_get_by_name(GST_BIN(bin.get()), "vchat-end"));
  auto pad = glib::adopt(gst_element_get_static_pad(end.get(), source ? "src" : "sink"));
  gst_element_add_pad(bin.get(), gst_ghost_pad_new(source ? "src" : "sink", pad.get()));
  return bin;
}

}  // namespace vchat::media
