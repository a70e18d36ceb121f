// Where a picture has nothing to do with the one before.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace vchat::media {

/// The brightness of a picture: 8 bits a pixel.
struct LumaPlane {
  const std::uint8_t* pixels;
  int stride;  // bytes
  int width;   // pixels
  int height;  // pixels
};

/// Compares the means of 16x9 parts of a picture with those of the one before: noise and small movements leave them
/// nearly as they are. A quarter of the parts must have changed more than a limit, so that what a small part does
/// neither is nor hides a cut. The limit follows what is usual, so that fast movement is no cut, and is higher where
/// pictures are missing before this one. Pure logic; not thread-safe.
class SceneCut {
 public:
  using Time = std::chrono::nanoseconds;

  /// To be called with every picture that there is, `at` its time on any clock. True if it shows something else than
  /// the one before.
  [[nodiscard]] bool see(Time at, const LumaPlane& picture);

 private:
  static constexpr int columns = 16;
  static constexpr int rows = 9;
  using Means = std::array<float, std::size_t{columns} * rows>;

  /// What a quarter of the parts exceed, of 255.
  [[nodiscard]] static double change_between(const Means& a, const Means& b);
  [[nodiscard]] static Means means_of(const LumaPlane& picture);
  /// How many times as long as usual that is.
  [[nodiscard]] double periods_in(Time passed);

  std::optional<Means> last_;
  Time last_at_{0};
  std::array<Time, 16> intervals_{};  // the last ones
  std::size_t interval_count_ = 0;
  std::optional<double> usual_;  // the most that changed lately in a period, of 255
};

}  // namespace vchat::media
