#include "media/scene_cut.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace vchat::media {

namespace {

constexpr int every = 4;            // pixel each way is looked at
constexpr double least_change = 5;  // of 255
constexpr double times_usual = 2;
constexpr double decay = 0.93;  // from a picture to the next

}  // namespace

bool SceneCut::see(const LumaPlane& picture) {
  const auto means = means_of(picture);
  const auto before = std::exchange(last_, means);
  if (!before) return false;
  double change = 0;
  for (std::size_t i = 0; i < means.size(); ++i) change += std::abs(means[i] - (*before)[i]);
  change /= static_cast<double>(means.size());
  const double usual = usual_.value_or(change);
  usual_ = std::max(change, usual * decay);
  return change > std::max(least_change, times_usual * usual);
}

SceneCut::Means SceneCut::means_of(const LumaPlane& picture) {
  Means means{};
  for (int part = 0; part < columns * rows; ++part) {
    const int left = picture.width * (part % columns) / columns;
    const int right = picture.width * (part % columns + 1) / columns;
    const int top = picture.height * (part / columns) / rows;
    const int bottom = picture.height * (part / columns + 1) / rows;
    int sum = 0;
    int count = 0;
    for (int y = top; y < bottom; y += every)
      for (int x = left; x < right; x += every, ++count) sum += picture.pixels[std::ptrdiff_t{y} * picture.stride + x];
    means[static_cast<std::size_t>(part)] = count > 0 ? sum / count : 0;
  }
  return means;
}

}  // namespace vchat::media
