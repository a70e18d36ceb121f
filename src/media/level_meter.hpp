// How loud sound is.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

namespace vchat::media {

/// The root mean square of S16 mono sound at 48 kHz over the last 100 ms, in dBFS: 0 is a square wave of full scale,
/// -100 silence. Reentrant.
class LevelMeter {
 public:
  void add(std::span<const std::int16_t> samples);
  [[nodiscard]] double dbfs() const;

 private:
  struct Block {
    std::size_t samples;
    double energy;  // sum of squares, full scale 1
  };
  std::deque<Block> blocks_;
  std::size_t samples_ = 0;
  double energy_ = 0;
};

}  // namespace vchat::media
