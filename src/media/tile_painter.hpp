// One tile on a canvas: a picture with its label, or the label alone.
#pragma once

#include "media/picture_painter.hpp"
#include "media/tile_label.hpp"

namespace vchat::media {

/// Keeps what is needed again for the next picture. Thread-bound to the thread that draws.
class TilePainter {
 public:
  /// `frame` may be absent. `cairo` draws on `canvas`.
  void draw(Canvas& canvas, cairo_t* cairo, const Rect& tile, const TileLabel& label, GstSample* frame) {
    if (frame != nullptr && !label.camera_off) {
      picture_.paint(frame, canvas, tile, {.mirrored = label.mirrored, .sharp = label.screen});
      signs_.draw_over(cairo, tile, label);
    } else {
      signs_.draw_instead(cairo, tile, label);
    }
  }

 private:
  PicturePainter picture_;
  TileLabelPainter signs_;
};

}  // namespace vchat::media
