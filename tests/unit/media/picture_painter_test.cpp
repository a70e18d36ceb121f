#include "media/picture_painter.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

constexpr int side = 16;  // of the canvas
constexpr std::uint8_t untouched = 0x77;

glib::RefPtr<GstSample> white_picture() {
  constexpr int width = 32, height = 18;
  auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, width * height * 4, nullptr));
  gst_buffer_memset(buffer.get(), 0, 0xFF, width * height * 4);
  auto caps =
      glib::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, width,
                                      "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 30, 1, nullptr));
  return glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

Canvas painted(const Rect& tile) {
  gst_init(nullptr, nullptr);
  Canvas canvas(side, side);
  std::fill(canvas.pixels.begin(), canvas.pixels.end(), untouched);
  PicturePainter().paint(white_picture().get(), canvas, tile, {.mirrored = true});
  return canvas;
}

bool is_inside(const Rect& rect, int x, int y) {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

TEST(PicturePainterTest, NothingIsPaintedOutsideOfTheCanvas) {
  for (const Rect tile :
       {Rect{-4, 4, 8, 8}, Rect{12, 4, 8, 8}, Rect{4, -4, 8, 8}, Rect{4, 12, 8, 8}, Rect{-4, -4, 24, 24}}) {
    SCOPED_TRACE(testing::Message() << tile.x << "," << tile.y);
    auto canvas = painted(tile);
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) EXPECT_EQ(*canvas.at(x, y) != untouched, is_inside(tile, x, y)) << x << "," << y;
  }
}

TEST(PicturePainterTest, ATileThatIsNotOnTheCanvasIsLeftOut) {
  const auto empty = painted({}).pixels;
  for (const Rect tile : {Rect{-8, 0, 8, 8}, Rect{16, 0, 8, 8}, Rect{0, -9, 8, 8}, Rect{0, 20, 8, 8}})
    EXPECT_EQ(painted(tile).pixels, empty) << tile.x << "," << tile.y;
}

}  // namespace
}  // namespace vchat::media
