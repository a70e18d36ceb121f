// Where the tiles of a grid are.
#pragma once

#include <cstddef>
#include <vector>

#include "media/canvas.hpp"

namespace vchat::media {

/// Equal tiles for `tiles` pictures of 16:9 on a canvas of `width` x `height` pixels, row by row: as large as they can
/// be, without gaps, in the middle of the canvas, the last row centred. Reentrant.
[[nodiscard]] std::vector<Rect> grid_layout(std::size_t tiles, int width, int height);

/// Places for shared screens and for faces, in that order of the result: screens take most of the canvas, and the faces
/// are in a strip at that side where more is left for the screens. Screens have places of any shape, for pictures of
/// any shape; without a screen or without a face it is all grid_layout(). Reentrant.
[[nodiscard]] std::vector<Rect> screen_layout(std::size_t screens, std::size_t faces, int width, int height);

/// The largest rectangle of that aspect (width : height) in the middle of `outer`. Reentrant.
[[nodiscard]] Rect fit(const Rect& outer, int aspect_width, int aspect_height);

}  // namespace vchat::media
