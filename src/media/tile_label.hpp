// Names and signs on the tiles.
#pragma once

#include <memory>
#include <string>

#include <cairo.h>

#include "glib/owned.hpp"
#include "media/canvas.hpp"
#include "media/grid.hpp"

namespace vchat::media {

using CairoPtr = std::unique_ptr<cairo_t, glib::FreeWith<cairo_destroy>>;
using CairoSurfacePtr = std::unique_ptr<cairo_surface_t, glib::FreeWith<cairo_surface_destroy>>;

/// To draw on the canvas's pixels, which must outlive it and stay where they are. Reentrant.
[[nodiscard]] CairoPtr cairo_on(Canvas& canvas);

/// What of a user's name is safe to draw: valid UTF-8 on one line. Reentrant.
[[nodiscard]] std::string printable_name(const std::string& name);

/// The signs of one tile; what is laid over each frame is kept as a bitmap until it changes. Thread-bound to the thread
/// that draws.
class TileLabelPainter {
 public:
  /// Over a picture: the name below, beside it a red dot, a crossed-out microphone and signal bars, a frame around who
  /// speaks, the sign of a pause in the middle of a dimmed picture that pauses. A picture is painted anew before each
  /// call.
  void draw_over(cairo_t* cairo, const Rect& tile, const TileLabel& label);

  /// Instead of a picture: the name in the middle, over it a crossed-out camera if it is off.
  void draw_instead(cairo_t* cairo, const Rect& tile, const TileLabel& label);

 private:
  CairoSurfacePtr plate_;
  TileLabel plate_label_;
  Rect plate_tile_;
};

}  // namespace vchat::media
