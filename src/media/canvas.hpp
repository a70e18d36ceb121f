// The picture that the grid draws on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vchat::media {

/// In pixels.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Rect&, const Rect&) = default;
};

/// Pixels as GStreamer's BGRx, which is cairo's RGB24 on the little-endian machines that vchat runs on.
struct Canvas {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
  std::chrono::nanoseconds changed{0};  // running time of the newest change that it shows

  Canvas() = default;
  Canvas(int canvas_width, int canvas_height)
      : width(canvas_width),
        height(canvas_height),
        pixels(static_cast<std::size_t>(canvas_width) * static_cast<std::size_t>(canvas_height) * 4) {}

  [[nodiscard]] int stride() const { return width * 4; }  // bytes
  [[nodiscard]] std::uint8_t* at(int x, int y) {
    return pixels.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 4;
  }
};

}  // namespace vchat::media
