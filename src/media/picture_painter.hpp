// Converts and scales a frame of any raw format into its place on the canvas.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <gst/video/video.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "media/canvas.hpp"

namespace vchat::media {

struct Painting {
  bool mirrored = false;
  bool sharp = false;  // text stays readable in a smaller size, which takes more time

  friend bool operator==(const Painting&, const Painting&) = default;
};

/// Keeps its converters for as long as size and format stay. Reentrant.
class PicturePainter {
 public:
  /// Paints the frame as large as it fits into what of `tile` is on the canvas, and the rest of that in a dark colour.
  /// What is no raw video that can be read is left out.
  void paint(GstSample* frame, Canvas& canvas, const Rect& tile, const Painting& how);

 private:
  using Converter = std::unique_ptr<GstVideoConverter, glib::FreeWith<gst_video_converter_free>>;

  [[nodiscard]] bool prepare(GstCaps* caps, const Rect& tile, const Canvas& canvas, bool sharp);

  glib::RefPtr<GstCaps> caps_;
  Rect tile_;
  int canvas_width_ = 0;
  Rect picture_;  // where in the canvas
  GstVideoInfo input_{};
  GstVideoInfo output_{};  // a window on the canvas
  std::optional<GstVideoInfo> unscaled_;
  std::vector<std::uint8_t> unscaled_pixels_;
  Converter convert_;  // into BGRx
  Converter scale_;    // BGRx into the size on the canvas; nothing if that is the size of the frame
};

}  // namespace vchat::media
