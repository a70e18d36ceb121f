#include "media/level_meter.hpp"

#include <algorithm>
#include <cmath>

namespace vchat::media {

namespace {
constexpr std::size_t window = 4800;  // samples, 100 ms
constexpr double silence = -100;      // dBFS
}  // namespace

void LevelMeter::add(std::span<const std::int16_t> samples) {
  double energy = 0;
  for (const auto sample : samples) energy += (sample / 32768.0) * (sample / 32768.0);
  blocks_.push_back({samples.size(), energy});
  samples_ += samples.size();
  energy_ += energy;
  while (samples_ - blocks_.front().samples >= window) {
    samples_ -= blocks_.front().samples;
    energy_ -= blocks_.front().energy;
    blocks_.pop_front();
  }
}

double LevelMeter::dbfs() const {
  const double mean = samples_ > 0 ? energy_ / static_cast<double>(samples_) : 0;
  return mean > 0 ? std::max(silence, 10 * std::log10(mean)) : silence;
}

}  // namespace vchat::media
