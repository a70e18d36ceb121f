// Where a picture has nothing to do with the one before.
#pragma once

#include <array>
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
/// nearly as they are. Against a limit that follows how much usually changes, so that fast movement is no cut. Pure
/// logic; not thread-safe.
class SceneCut {
 public:
  /// To be called with every picture that is encoded. True if it shows something else than the one before.
  [[nodiscard]] bool see(const LumaPlane& picture);

 private:
  static constexpr int columns = 16;
  static constexpr int rows = 9;
  using Means = std::array<int, std::size_t{columns} * rows>;

  [[nodiscard]] static Means means_of(const LumaPlane& picture);

  std::optional<Means> last_;
  std::optional<double> usual_;  // the most that changed lately from one to the next, of 255
};

}  // namespace vchat::media
