#include "media/scene_cut.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vchat::media {

namespace {

constexpr int pixels_of_part = 20;  // each way that are looked at; with fewer, edges that move seem to jump
constexpr double least_change = 5;  // of 255
constexpr double times_usual = 2;
constexpr double decay = 0.93;      // from a picture to the next
constexpr double most_periods = 4;  // after so many it is another picture anyway

}  // namespace

bool SceneCut::see(Time at, const LumaPlane& picture) {
  const auto means = means_of(picture);
  const auto before = std::exchange(last_, means);
  const auto passed = at - std::exchange(last_at_, at);
  if (!before) return false;
  const double periods = periods_in(passed);
  const double change = change_between(means, *before);
  const double usual = usual_.value_or(change / periods);
  usual_ = std::max(change / periods, usual * decay);
  // Movement changes the more the longer it goes on, up to what two pictures differ that have nothing in common: a
  // limit that grew as fast would soon be above that.
  return change > std::max(least_change, times_usual * usual * std::sqrt(periods));
}

double SceneCut::periods_in(Time passed) {
  if (passed <= Time(0)) return 1;
  intervals_[interval_count_++ % intervals_.size()] = passed;
  auto sorted = intervals_;
  const auto count = static_cast<std::ptrdiff_t>(std::min(interval_count_, sorted.size()));
  // Where every other picture is missing half of the intervals still are right, and a few are short by chance.
  const auto usual = sorted.begin() + count / 4;
  std::nth_element(sorted.begin(), usual, sorted.begin() + count);
  return std::clamp(std::round(static_cast<double>(passed.count()) / static_cast<double>(usual->count())), 1.0,
                    most_periods);
}

double SceneCut::change_between(const Means& a, const Means& b) {
  Means changes{};
  std::transform(a.begin(), a.end(), b.begin(), changes.begin(), [](float x, float y) { return std::abs(x - y); });
  const auto upper_quarter = changes.begin() + changes.size() * 3 / 4;
  std::nth_element(changes.begin(), upper_quarter, changes.end());
  return *upper_quarter;
}

SceneCut::Means SceneCut::means_of(const LumaPlane& picture) {
  Means means{};
  const int step = std::max(1, picture.width / columns / pixels_of_part);
  for (int part = 0; part < columns * rows; ++part) {
    const int left = picture.width * (part % columns) / columns;
    const int right = picture.width * (part % columns + 1) / columns;
    const int top = picture.height * (part / columns) / rows;
    const int bottom = picture.height * (part / columns + 1) / rows;
    int sum = 0;
    int count = 0;
    for (int y = top; y < bottom; y += step)
      for (int x = left; x < right; x += step, ++count) sum += picture.pixels[std::ptrdiff_t{y} * picture.stride + x];
    if (count > 0) means[static_cast<std::size_t>(part)] = static_cast<float>(sum) / static_cast<float>(count);
  }
  return means;
}

}  // namespace vchat::media
