#include "media/tile_label.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

constexpr Rect whole{0, 0, 640, 360};

Canvas drawn(const TileLabel& label, bool instead = false) {
  Canvas canvas(640, 360);
  TileLabelPainter painter;
  const auto cairo = cairo_on(canvas);
  if (instead)
    painter.draw_instead(cairo.get(), whole, label);
  else
    painter.draw_over(cairo.get(), whole, label);
  return canvas;
}

/// Pixels of `area` that are not black.
int drawn_pixels(Canvas canvas, const Rect& area) {
  int count = 0;
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x) {
      const auto* pixel = canvas.at(x, y);
      if (pixel[0] > 100 && pixel[1] > 100 && pixel[2] > 100) ++count;
    }
  return count;
}

constexpr Rect lower_left{0, 300, 320, 60};
constexpr Rect the_rest{0, 0, 640, 300};

TEST(TileLabel, StandsInTheLowerLeft) {
  const auto canvas = drawn({.name = "Ada"});
  EXPECT_GT(drawn_pixels(canvas, lower_left), 50);
  EXPECT_EQ(drawn_pixels(canvas, the_rest), 0);
}

TEST(TileLabel, ShowsNamesOfManyScripts) {
  for (const auto* name :
       {"Zoë", "Ελένη", "Фёдор", "李小龍", "さくら", "김민준", "محمد", "שרה", "प्रिया", "สมชาย", "🦊 Fox"}) {
    const auto canvas = drawn({.name = name});
    EXPECT_GT(drawn_pixels(canvas, lower_left), 50) << name;
    EXPECT_EQ(drawn_pixels(canvas, the_rest), 0) << name;
  }
}

TEST(TileLabel, MarkupIsShownAsItIsWritten) {
  EXPECT_NE(drawn({.name = "<b>x</b>"}).pixels, drawn({.name = "x"}).pixels);
}

TEST(TileLabel, AVeryLongNameStaysInItsTile) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "Wolfeschlegelstein";
  const auto canvas = drawn({.name = name});
  EXPECT_GT(drawn_pixels(canvas, lower_left), 500);
  EXPECT_EQ(drawn_pixels(canvas, {600, 0, 40, 360}), 0);
}

TEST(TileLabel, ControlCharactersAreHarmless) {
  EXPECT_EQ(printable_name("a\nb\tc\x1b[31m\x7f"), "a b c [31m ");
  EXPECT_EQ(printable_name("a\u2028b\u0085"), "a b ");
  EXPECT_EQ(printable_name("Zo\xc3\xab"), "Zo\xc3\xab");
  EXPECT_TRUE(g_utf8_validate(printable_name("\xff\xfe broken \xc3").c_str(), -1, nullptr));
}

TEST(TileLabel, MutedHasASignBesideTheName) {
  EXPECT_NE(drawn({.name = "Ada", .muted = true}).pixels, drawn({.name = "Ada"}).pixels);
  EXPECT_GT(drawn_pixels(drawn({.muted = true}), lower_left), 20);
}

TEST(TileLabel, BarsStandBesideTheName) {
  const auto without = drawn({.name = "Ada"});
  const auto full = drawn({.name = "Ada", .bars = 4});
  EXPECT_GT(drawn_pixels(full, lower_left), drawn_pixels(without, lower_left));
  EXPECT_EQ(drawn_pixels(full, the_rest), 0);
  EXPECT_NE(full.pixels, drawn({.name = "Ada", .bars = 3}).pixels);
  EXPECT_NE(drawn({.name = "Ada", .bars = 0}).pixels, without.pixels) << "no bars at all is another thing than unknown";
}

TEST(TileLabel, APictureThatPausesIsDimmedUnderASign) {
  const auto canvas = drawn({.name = "Ada", .paused = true});
  EXPECT_GT(drawn_pixels(canvas, {280, 140, 80, 80}), 200);
  EXPECT_EQ(drawn_pixels(canvas, {0, 0, 640, 130}), 0);
  EXPECT_NE(canvas.pixels, drawn({.name = "Ada"}).pixels);
}

TEST(TileLabel, WithCameraOffTheNameIsInTheMiddle) {
  const auto canvas = drawn({.name = "Ada", .camera_off = true}, true);
  EXPECT_GT(drawn_pixels(canvas, {220, 100, 200, 160}), 100);
  EXPECT_EQ(drawn_pixels(canvas, lower_left), 0);
  EXPECT_NE(canvas.pixels, drawn({.name = "Ada"}, true).pixels) << "no picture yet is another thing than camera off";
}

TEST(TileLabel, AnEmptyNameAndATinyTileDraw) {
  Canvas canvas(3, 2);
  TileLabelPainter painter;
  const auto cairo = cairo_on(canvas);
  const TileLabel label{.name = "Ada", .muted = true, .camera_off = true, .speaking = true, .paused = true, .bars = 2};
  painter.draw_over(cairo.get(), {0, 0, 3, 2}, label);
  painter.draw_instead(cairo.get(), {0, 0, 3, 2}, label);
  EXPECT_EQ(cairo_status(cairo.get()), CAIRO_STATUS_SUCCESS);
  EXPECT_EQ(drawn_pixels(drawn({}), whole), 0);
}

}  // namespace
}  // namespace vchat::media
