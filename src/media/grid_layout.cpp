#include "media/grid_layout.hpp"

#include <algorithm>
#include <cstdint>

namespace vchat::media {

namespace {

std::int64_t area(const Rect& rect) {
  return static_cast<std::int64_t>(rect.width) * rect.height;
}

struct Columns {
  int number = 1;
  Rect tile;  // 16:9, as large as it can be
};

constexpr int strip_share = 5;  // the strip of faces takes a fifth of the canvas

/// The tiles of `places`, which was made for a canvas of that size, moved to where that canvas is.
void append_moved(std::vector<Rect>& all, const std::vector<Rect>& places, int x, int y) {
  for (auto place : places) {
    place.x += x;
    place.y += y;
    all.push_back(place);
  }
}

/// In how many columns `count` pictures of 16:9 are largest.
Columns best_columns(int count, int width, int height) {
  Columns best;
  for (int candidate = 1; candidate <= count; ++candidate) {
    const int rows = (count + candidate - 1) / candidate;
    const auto size = fit({0, 0, std::max(1, width / candidate), std::max(1, height / rows)}, 16, 9);
    // Of those that are about as large the one with more columns: rows are how people read.
    if (area(size) * 100 < area(best.tile) * 98) continue;
    best = {candidate, size};
  }
  return best;
}

/// Without a shape of their own: what is shown is as large as it fits in.
std::vector<Rect> fill(std::size_t tiles, int width, int height) {
  const int count = static_cast<int>(tiles);
  const int columns = best_columns(count, width, height).number;
  const int rows = (count + columns - 1) / columns;
  std::vector<Rect> places;
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const int in_row = std::min(columns, count - row * columns);
    const int left = i % columns * width / in_row;
    const int top = row * height / rows;
    places.push_back({left, top, std::max(1, width / in_row), std::max(1, height / rows)});
  }
  return places;
}

}  // namespace

Rect fit(const Rect& outer, int aspect_width, int aspect_height) {
  const auto wide = static_cast<std::int64_t>(outer.width) * aspect_height;
  const auto high = static_cast<std::int64_t>(outer.height) * aspect_width;
  Rect inner = outer;
  if (wide > high)
    inner.width = std::max(1, static_cast<int>(high / aspect_height));
  else
    inner.height = std::max(1, static_cast<int>(wide / aspect_width));
  inner.x += (outer.width - inner.width) / 2;
  inner.y += (outer.height - inner.height) / 2;
  return inner;
}

std::vector<Rect> grid_layout(std::size_t tiles, int width, int height) {
  const int count = static_cast<int>(tiles);
  const auto [columns, tile] = best_columns(count, width, height);
  const int rows = (count + columns - 1) / columns;
  const int top = (height - rows * tile.height) / 2;
  std::vector<Rect> places;
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const int in_row = std::min(columns, count - row * columns);
    const int left = (width - in_row * tile.width) / 2;
    places.push_back({left + i % columns * tile.width, top + row * tile.height, tile.width, tile.height});
  }
  return places;
}

std::vector<Rect> screen_layout(std::size_t screens, std::size_t faces, int width, int height) {
  if (screens == 0) return grid_layout(faces, width, height);
  if (faces == 0) return fill(screens, width, height);
  // A screen of the usual shape loses less there.
  const bool beside = width * 9 >= height * 16;
  const int strip = std::max(1, (beside ? width : height) / strip_share);
  auto places =
      beside ? fill(screens, std::max(1, width - strip), height) : fill(screens, width, std::max(1, height - strip));
  if (beside)
    append_moved(places, grid_layout(faces, strip, height), width - strip, 0);
  else
    append_moved(places, grid_layout(faces, width, strip), 0, height - strip);
  return places;
}

}  // namespace vchat::media
