#include "media/grid_layout.hpp"

#include <algorithm>
#include <cstdint>

namespace vchat::media {

namespace {

std::int64_t area(const Rect& rect) {
  return static_cast<std::int64_t>(rect.width) * rect.height;
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
  int columns = 1;
  Rect tile;
  for (int candidate = 1; candidate <= count; ++candidate) {
    const int rows = (count + candidate - 1) / candidate;
    const auto size = fit({0, 0, std::max(1, width / candidate), std::max(1, height / rows)}, 16, 9);
    // Of those that are about as large the one with more columns: rows are how people read.
    if (area(size) * 100 < area(tile) * 98) continue;
    columns = candidate;
    tile = size;
  }

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

}  // namespace vchat::media
