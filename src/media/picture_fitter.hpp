// Makes any picture fit for the encoders, doing only what is needed.
#pragma once

#include <chrono>
#include <optional>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/picture_size.hpp"

namespace vchat::media {

struct PictureLimits {
  int width = 640;     // pixels
  int height = 360;    // pixels
  int framerate = 30;  // a second
};

/// The largest size with the shape of the picture that fits into the limits; never larger than the picture, sides even.
/// `par_n`/`par_d` is the width of its pixels against their height.
[[nodiscard]] PictureSize fit_size(int width, int height, int par_n, int par_d, const PictureLimits& limits);

/// Drops frames that come too soon after the last one that was kept; holds none back. Reentrant.
class FrameDropper {
 public:
  using Time = std::chrono::nanoseconds;
  explicit FrameDropper(int framerate) : interval_(Time(std::chrono::seconds(1)) / framerate) {}
  [[nodiscard]] bool keep(Time timestamp);

 private:
  Time interval_;
  std::optional<Time> next_;
};

/// Takes raw video ("sink") and gives I420 within the limits ("src"); smaller pictures and rates stay as they are.
/// Reentrant. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_picture_fitter(const PictureLimits& limits);

}  // namespace vchat::media
