#include "media/camera_mode.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace vchat::media {

namespace {

/// What needs the least work to become I420 comes first.
constexpr std::array<const char*, 9> formats{"I420", "YV12", "NV12", "NV21", "YUY2", "UYVY", "YVYU", "RGB", "BGR"};

/// Octaves from `value` to `wanted`; what is missing weighs `shortage` times as much as what is too much.
double distance(double value, double wanted, double shortage) {
  const double octaves = std::log2(value / wanted);
  return octaves < 0 ? -octaves * shortage : octaves;
}

double cost(const GstStructure* mode, const PictureLimits& wanted) {
  int width = 0;
  int height = 0;
  int rate_n = wanted.framerate;
  int rate_d = 1;
  if (!gst_structure_get_int(mode, "width", &width) || !gst_structure_get_int(mode, "height", &height) || width <= 0 ||
      height <= 0)
    return std::numeric_limits<double>::infinity();
  gst_structure_get_fraction(mode, "framerate", &rate_n, &rate_d);
  const double rate = rate_n > 0 && rate_d > 0 ? static_cast<double>(rate_n) / rate_d : wanted.framerate;
  const double size = distance(width, wanted.width, 4) + distance(height, wanted.height, 4);
  const double jpeg = gst_structure_has_name(mode, "image/jpeg") ? 0.2 : 0;
  return size + distance(rate, wanted.framerate, 6) * (rate < wanted.framerate ? 1 : 0.1) + jpeg;
}

bool offers(const GValue* choices, const char* format) {
  for (guint i = 0; i < gst_value_list_get_size(choices); ++i)
    if (std::string(format) == g_value_get_string(gst_value_list_get_value(choices, i))) return true;
  return false;
}

void choose_format(GstStructure* mode) {
  const auto* choices = gst_structure_get_value(mode, "format");
  if (!choices || !GST_VALUE_HOLDS_LIST(choices)) return;
  for (const auto* format : formats)
    if (offers(choices, format)) return gst_structure_set(mode, "format", G_TYPE_STRING, format, nullptr);
}

}  // namespace

glib::RefPtr<GstCaps> choose_mode(GstCaps* offered, const PictureLimits& wanted) {
  glib::RefPtr<GstCaps> best;
  double lowest = std::numeric_limits<double>::infinity();
  for (guint i = 0; i < gst_caps_get_size(offered); ++i) {
    auto mode = glib::adopt(gst_caps_copy_nth(offered, i));
    auto* structure = gst_caps_get_structure(mode.get(), 0);
    if (!gst_structure_has_name(structure, "video/x-raw") && !gst_structure_has_name(structure, "image/jpeg")) continue;
    gst_structure_fixate_field_nearest_int(structure, "width", wanted.width);
    gst_structure_fixate_field_nearest_int(structure, "height", wanted.height);
    gst_structure_fixate_field_nearest_fraction(structure, "framerate", wanted.framerate, 1);
    choose_format(structure);
    if (const double price = cost(structure, wanted); price < lowest) {
      lowest = price;
      best = glib::adopt(gst_caps_fixate(mode.release()));
    }
  }
  return best;
}

}  // namespace vchat::media
