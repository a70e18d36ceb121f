// Between the microphone and its encoder: mute and level.
#pragma once

#include <atomic>
#include <memory>

#include "media/fan_out.hpp"
#include "media/level_meter.hpp"

namespace vchat::media {

/// Passes S16LE mono sound at 48 kHz on, or as much silence when muted, and measures what it passed on. Thread-safe but
/// for push().
class SoundGate {
 public:
  /// One call at a time.
  void push(GstSample* sample);
  void set_muted(bool muted) noexcept { muted_ = muted; }
  [[nodiscard]] bool muted() const noexcept { return muted_; }
  /// dBFS over the last 100 ms.
  [[nodiscard]] double level() const noexcept { return level_; }
  [[nodiscard]] const std::shared_ptr<FanOut>& output() const noexcept { return output_; }

 private:
  std::shared_ptr<FanOut> output_ = std::make_shared<FanOut>();
  LevelMeter meter_;
  std::atomic<bool> muted_ = false;
  std::atomic<double> level_ = -100;
};

}  // namespace vchat::media
