#include "media/tile_label.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <pango/pangocairo.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

namespace {

constexpr double pi = std::numbers::pi;

struct Colour {
  double red, green, blue, alpha = 1;
};
constexpr Colour tile_dark{0.125, 0.137, 0.157};
constexpr Colour tile_edge{0.20, 0.22, 0.25};
constexpr Colour plate_dark{0.06, 0.07, 0.08, 0.72};
constexpr Colour text_light{0.96, 0.96, 0.97};
constexpr Colour sign_grey{0.62, 0.65, 0.70};
constexpr Colour warning_red{0.98, 0.33, 0.30};
constexpr Colour speaking_green{0.24, 0.86, 0.48};
constexpr Colour warning_amber{0.99, 0.75, 0.25};
constexpr Colour bar_empty{1, 1, 1, 0.28};
constexpr Colour dimmed{0.06, 0.07, 0.08, 0.62};

constexpr int bar_count = 4;

void set_colour(cairo_t* cairo, const Colour& colour) {
  cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, colour.alpha);
}

void rounded_rectangle(cairo_t* cairo, double x, double y, double width, double height, double radius) {
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + width - radius, y + radius, radius, -pi / 2, 0);
  cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, pi / 2);
  cairo_arc(cairo, x + radius, y + height - radius, radius, pi / 2, pi);
  cairo_arc(cairo, x + radius, y + radius, radius, pi, 3 * pi / 2);
  cairo_close_path(cairo);
}

using DrawShape = void (*)(cairo_t*);

void microphone_shape(cairo_t* cairo) {
  rounded_rectangle(cairo, 0.37, 0.06, 0.26, 0.50, 0.13);
  cairo_fill(cairo);
  cairo_new_path(cairo);
  cairo_arc_negative(cairo, 0.5, 0.43, 0.27, pi, 0);
  cairo_stroke(cairo);
  cairo_move_to(cairo, 0.5, 0.70);
  cairo_line_to(cairo, 0.5, 0.90);
  cairo_move_to(cairo, 0.34, 0.92);
  cairo_line_to(cairo, 0.66, 0.92);
  cairo_stroke(cairo);
}

void camera_shape(cairo_t* cairo) {
  rounded_rectangle(cairo, 0.04, 0.24, 0.60, 0.52, 0.10);
  cairo_fill(cairo);
  cairo_move_to(cairo, 0.69, 0.45);
  cairo_line_to(cairo, 0.96, 0.28);
  cairo_line_to(cairo, 0.96, 0.72);
  cairo_line_to(cairo, 0.69, 0.55);
  cairo_close_path(cairo);
  cairo_fill(cairo);
}

/// A sign in a square of `size` pixels with a red stroke through it, cut out so that it stands clear of the shape.
void crossed_out(cairo_t* cairo, DrawShape shape, double x, double y, double size, const Colour& colour) {
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_scale(cairo, size, size);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  const auto stroke = [cairo] {
    cairo_move_to(cairo, 0.10, 0.08);
    cairo_line_to(cairo, 0.90, 0.94);
    cairo_stroke(cairo);
  };
  cairo_push_group(cairo);
  cairo_set_line_width(cairo, 0.08);
  set_colour(cairo, colour);
  shape(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
  cairo_set_line_width(cairo, 0.24);
  stroke();
  cairo_set_operator(cairo, CAIRO_OPERATOR_OVER);
  cairo_set_line_width(cairo, 0.10);
  set_colour(cairo, warning_red);
  stroke();
  cairo_pop_group_to_source(cairo);
  cairo_paint(cairo);
  cairo_restore(cairo);
}

/// One line of text, with an ellipsis where it does not fit into `width` pixels.
glib::RefPtr<PangoLayout> text_layout(cairo_t* cairo, const std::string& text, double height, double width) {
  auto layout = glib::adopt(pango_cairo_create_layout(cairo));
  const std::unique_ptr<PangoFontDescription, glib::FreeWith<pango_font_description_free>> font(
      pango_font_description_from_string("Sans Medium"));
  pango_font_description_set_absolute_size(font.get(), height * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  // Where the text begins is decided here, also for one that is written from right to left.
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  int natural = 0;
  pango_layout_get_pixel_size(layout.get(), &natural, nullptr);
  pango_layout_set_width(layout.get(),
                         static_cast<int>(std::min<double>(natural + 1, std::max(width, height)) * PANGO_SCALE));
  return layout;
}

struct Size {
  int width = 0;
  int height = 0;
};

Size size_of(PangoLayout* layout) {
  Size size;
  pango_layout_get_pixel_size(layout, &size.width, &size.height);
  return size;
}

void show_text(cairo_t* cairo, PangoLayout* layout, double x, double y) {
  set_colour(cairo, text_light);
  cairo_move_to(cairo, x, y);
  pango_cairo_show_layout(cairo, layout);
}

double text_height(const Rect& tile) {
  return std::clamp(tile.height * 0.05, 12.0, 26.0);
}

/// Bars that rise from left to right in a square of `size` pixels; the first `full` of them are lit.
void draw_bars(cairo_t* cairo, int full, double x, double y, double size) {
  const auto& lit = full > 2 ? text_light : full == 2 ? warning_amber : warning_red;
  const double pitch = size / bar_count;
  for (int i = 0; i < bar_count; ++i) {
    const double height = std::round(size * (i + 1) / bar_count);
    cairo_rectangle(cairo, x + std::round(i * pitch), y + size - height, std::max(1.0, std::round(pitch * 0.65)),
                    height);
    set_colour(cairo, i < full ? lit : bar_empty);
    cairo_fill(cairo);
  }
}

void draw_recording(cairo_t* cairo, double x, double y, double size) {
  set_colour(cairo, warning_red);
  cairo_arc(cairo, x + size / 2, y + size / 2, size * 0.36, 0, 2 * pi);
  cairo_fill(cairo);
}

/// The plate with the name, sized for the tile.
CairoSurfacePtr make_plate(const Rect& tile, const TileLabel& label) {
  const auto name = printable_name(label.name);
  const double text = text_height(tile);
  const double padding = std::round(text * 0.45);
  const double sign = std::round(text * 1.25);
  const double signs = sign * ((label.recording ? 1 : 0) + (label.muted ? 1 : 0));
  const double gap = signs > 0 && !name.empty() ? std::round(text * 0.35) : 0;
  const double bars = label.bars ? std::round(text * 0.85) : 0;
  const double bars_gap = label.bars && (signs > 0 || !name.empty()) ? std::round(text * 0.5) : 0;

  CairoSurfacePtr surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1));
  CairoPtr cairo(cairo_create(surface.get()));
  auto layout = text_layout(cairo.get(), name, text, tile.width * 0.8 - signs - gap - bars - bars_gap - 2 * padding);
  const auto size = name.empty() ? Size{} : size_of(layout.get());
  const double inner = std::ceil(text * 1.4);  // the same for every script
  const int width = static_cast<int>(size.width + signs + gap + bars + bars_gap + 2 * padding);
  const int height = static_cast<int>(inner + padding);

  surface.reset(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
  cairo.reset(cairo_create(surface.get()));
  rounded_rectangle(cairo.get(), 0, 0, width, height, std::min(height * 0.28, width * 0.5));
  cairo_clip(cairo.get());
  set_colour(cairo.get(), plate_dark);
  cairo_paint(cairo.get());
  if (label.recording) draw_recording(cairo.get(), padding, (height - sign) / 2, sign);
  if (label.muted)
    crossed_out(cairo.get(), microphone_shape, padding + signs - sign, (height - sign) / 2, sign, text_light);
  show_text(cairo.get(), layout.get(), padding + signs + gap, std::floor((height - size.height) / 2.0));
  if (label.bars) draw_bars(cairo.get(), *label.bars, width - padding - bars, std::round((height - bars) / 2), bars);
  cairo_surface_flush(surface.get());
  return surface;
}

void draw_frame(cairo_t* cairo, const Rect& tile, double thickness) {
  cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle(cairo, tile.x, tile.y, tile.width, tile.height);
  cairo_rectangle(cairo, tile.x + thickness, tile.y + thickness, tile.width - 2 * thickness,
                  tile.height - 2 * thickness);
  cairo_fill(cairo);
}

/// Two bars on a dark disk, as on a player.
void draw_pause(cairo_t* cairo, const Rect& tile) {
  set_colour(cairo, dimmed);
  cairo_rectangle(cairo, tile.x, tile.y, tile.width, tile.height);
  cairo_fill(cairo);
  const double size = std::clamp(tile.height * 0.2, 20.0, 96.0);
  const double left = tile.x + (tile.width - size) / 2;
  const double top = tile.y + (tile.height - size) / 2;
  set_colour(cairo, text_light);
  for (const double at : {0.16, 0.58}) {
    rounded_rectangle(cairo, left + at * size, top + 0.1 * size, 0.26 * size, 0.8 * size, 0.06 * size);
    cairo_fill(cairo);
  }
}

/// What of a label the plate shows.
TileLabel plate_part(const TileLabel& label) {
  TileLabel part;
  part.name = label.name;
  part.muted = label.muted;
  part.recording = label.recording;
  part.bars = label.bars;
  return part;
}

/// The dark outline inside keeps the frame apart from a picture of its own colour.
void draw_speaking(cairo_t* cairo, const Rect& tile) {
  const double thickness = std::clamp(std::round(tile.height * 0.011), 2.0, 6.0);
  set_colour(cairo, plate_dark);
  draw_frame(cairo, tile, thickness + 1);
  set_colour(cairo, speaking_green);
  draw_frame(cairo, tile, thickness);
}

}  // namespace

CairoPtr cairo_on(Canvas& canvas) {
  const CairoSurfacePtr surface(cairo_image_surface_create_for_data(canvas.pixels.data(), CAIRO_FORMAT_RGB24,
                                                                    canvas.width, canvas.height, canvas.stride()));
  return CairoPtr(cairo_create(surface.get()));
}

std::string printable_name(const std::string& name) {
  const glib::GCharPtr valid(g_utf8_make_valid(name.c_str(), static_cast<gssize>(name.size())));
  std::string text;
  for (const char* at = valid.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    const auto type = g_unichar_type(g_utf8_get_char(at));
    const bool control =
        type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
    if (control)
      text += ' ';
    else
      text.append(at, static_cast<const char*>(g_utf8_next_char(at)));
  }
  return text;
}

void TileLabelPainter::draw_over(cairo_t* cairo, const Rect& tile, const TileLabel& label) {
  if (label.paused) draw_pause(cairo, tile);
  const bool nothing = label.name.empty() && !label.muted && !label.recording && !label.bars;
  if (!nothing) {
    const auto shown = plate_part(label);
    if (!plate_ || plate_label_ != shown || plate_tile_ != tile) {
      plate_ = make_plate(tile, shown);
      plate_label_ = shown;
      plate_tile_ = tile;
    }
    const int margin = std::max(4, tile.height / 40);
    cairo_save(cairo);
    cairo_rectangle(cairo, tile.x, tile.y, tile.width, tile.height);
    cairo_clip(cairo);
    cairo_set_source_surface(cairo, plate_.get(), tile.x + margin,
                             tile.y + tile.height - margin - cairo_image_surface_get_height(plate_.get()));
    cairo_paint(cairo);
    cairo_restore(cairo);
  }
  if (label.speaking) draw_speaking(cairo, tile);
}

void TileLabelPainter::draw_instead(cairo_t* cairo, const Rect& tile, const TileLabel& label) {
  cairo_save(cairo);
  cairo_rectangle(cairo, tile.x, tile.y, tile.width, tile.height);
  cairo_clip(cairo);
  set_colour(cairo, tile_dark);
  cairo_paint(cairo);
  set_colour(cairo, tile_edge);
  draw_frame(cairo, tile, 1);

  const double text = std::clamp(tile.height * 0.10, 12.0, 56.0);
  const double sign = label.camera_off ? std::round(text * 1.9) : 0;
  const auto name = printable_name(label.name);
  auto layout = text_layout(cairo, name, text, tile.width * 0.86);
  const auto size = size_of(layout.get());
  const double top = tile.y + (tile.height - sign - size.height) / 2.0;
  if (label.camera_off) crossed_out(cairo, camera_shape, tile.x + (tile.width - sign) / 2, top, sign, sign_grey);
  show_text(cairo, layout.get(), std::floor(tile.x + (tile.width - size.width) / 2.0), std::floor(top + sign));
  cairo_restore(cairo);

  auto without_name = label;
  without_name.name.clear();
  without_name.paused = false;
  draw_over(cairo, tile, without_name);
}

}  // namespace vchat::media
