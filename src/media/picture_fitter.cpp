#include "media/picture_fitter.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <gst/video/video.h>

#include "media/element.hpp"
#include "media/raw_caps.hpp"

namespace vchat::media {

namespace {

int even(double pixels) {
  return std::max(2, static_cast<int>(std::lround(pixels / 2)) * 2);
}

/// Sets the filter's size as soon as the picture's is known, and drops what is too much.
struct Fitting {
  PictureLimits limits;
  GstElement* filter;  // in the same bin as the pad that this belongs to
  std::optional<FrameDropper> dropper;

  void adapt_to(GstCaps* caps) {
    GstVideoInfo info;
    if (!gst_video_info_from_caps(&info, caps)) return;
    const auto size = fit_size(info.width, info.height, info.par_n, info.par_d, limits);
    const auto wanted = std::string(encoder_picture_caps) + ",width=" + std::to_string(size.width) +
                        ",height=" + std::to_string(size.height) + ",pixel-aspect-ratio=1/1";
    auto fitting_caps = glib::adopt(gst_caps_from_string(wanted.c_str()));
    g_object_set(filter, "caps", fitting_caps.get(), nullptr);
    const bool may_be_faster = info.fps_n == 0 || info.fps_n > limits.framerate * info.fps_d;
    dropper = may_be_faster ? std::optional<FrameDropper>(limits.framerate) : std::nullopt;
  }
};

GstPadProbeReturn before_converter(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto& fitting = *static_cast<Fitting*>(data);
  if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
    if (auto* event = gst_pad_probe_info_get_event(info); GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      fitting.adapt_to(caps);
    }
    return GST_PAD_PROBE_OK;
  }
  const auto* buffer = gst_pad_probe_info_get_buffer(info);
  if (!fitting.dropper || !GST_BUFFER_PTS_IS_VALID(buffer)) return GST_PAD_PROBE_OK;
  const auto timestamp = FrameDropper::Time(GST_BUFFER_PTS(buffer));
  return fitting.dropper->keep(timestamp) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

}  // namespace

PictureSize fit_size(int width, int height, int par_n, int par_d, const PictureLimits& limits) {
  // Square pixels by making a picture narrower or lower, never larger.
  const double pixel = par_n > 0 && par_d > 0 ? static_cast<double>(par_n) / par_d : 1;
  const double true_width = pixel < 1 ? width * pixel : width;
  const double true_height = pixel > 1 ? height / pixel : height;
  const double scale = std::min({1.0, limits.width / true_width, limits.height / true_height});
  return {even(true_width * scale), even(true_height * scale)};
}

bool FrameDropper::keep(Time timestamp) {
  // A quarter of an interval is what a camera's timestamps may stray.
  const bool on_schedule = next_ && timestamp > *next_ - 2 * interval_ && timestamp < *next_ + interval_;
  if (on_schedule && timestamp < *next_ - interval_ / 4) return false;
  next_ = (on_schedule ? *next_ : timestamp) + interval_;
  return true;
}

glib::RefPtr<GstElement> make_picture_fitter(const PictureLimits& limits) {
  auto converter = make_element("videoconvertscale");
  auto filter = make_caps_filter(encoder_picture_caps);
  auto pad = glib::adopt(gst_element_get_static_pad(converter.get(), "sink"));
  gst_pad_add_probe(pad.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
                    &before_converter, new Fitting{limits, filter.get(), std::nullopt},
                    [](gpointer data) { delete static_cast<Fitting*>(data); });
  return make_chain({converter, filter});
}

}  // namespace vchat::media
