#include "media/sound_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace vchat::media {

namespace {

using std::chrono::seconds;

/// Headers (some 58 bytes a packet) take more than the sound: on a narrow link longer packets save more than fewer
/// bits for the voice would, and delay it.
struct Step {
  double takes;  // bit/s with headers
  int bitrate;
  int frame_ms;
};
constexpr std::array steps{Step{87e3, 40'000, 10}, Step{79e3, 32'000, 10}, Step{48e3, 24'000, 20},
                           Step{28e3, 16'000, 40}};
constexpr double reserve = 1.15;  // of what a better step takes, before it is taken
constexpr seconds patience_for_better{5};

constexpr double noticeable = 0.01;
constexpr int percent_step = 5;
constexpr int most_percent = 25;  // beyond it Opus gives its copies more bits than the sound itself
constexpr seconds patience_for_less_loss{10};

}  // namespace

const SoundSettings& SoundPlan::update(std::span<const SoundPath> paths, Time now) {
  SoundPath worst;
  for (const auto& path : paths) {
    worst.bitrate = std::min(worst.bitrate, path.bitrate);
    worst.loss = std::max(worst.loss, path.loss);
  }
  choose_step(worst.bitrate, now);
  expect_loss(worst.loss, now);
  settings_.bitrate = steps.at(step_).bitrate;
  settings_.frame_ms = steps.at(step_).frame_ms;
  return settings_;
}

void SoundPlan::choose_step(double bitrate, Time now) {
  const auto before = step_;
  while (step_ + 1 < steps.size() && bitrate < steps.at(step_).takes) ++step_;
  if (step_ != before || step_ == 0 || bitrate < reserve * steps.at(step_ - 1).takes) return enough_since_.reset();
  if (!enough_since_) enough_since_ = now;
  if (now - *enough_since_ < patience_for_better) return;
  enough_since_.reset();
  --step_;
}

void SoundPlan::expect_loss(double loss, Time now) {
  const auto steps_of_loss = static_cast<int>(std::ceil(100 * loss / percent_step));
  const auto percent = loss < noticeable ? 0 : std::min(percent_step * steps_of_loss, most_percent);
  if (percent >= settings_.loss_percent) {
    settings_.loss_percent = percent;
    return less_lost_since_.reset();
  }
  if (!less_lost_since_) less_lost_since_ = now;
  if (now - *less_lost_since_ < patience_for_less_loss) return;
  less_lost_since_.reset();
  settings_.loss_percent -= percent_step;
}

}  // namespace vchat::media
