#include "media/scene_cut.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

constexpr int width = 320;
constexpr int height = 180;

/// A window on a large picture of blocks of random brightness.
class View {
 public:
  View() : world_(std::size_t{world_width} * world_height) {
    std::mt19937 random(1);
    std::vector<std::uint8_t> blocks(std::size_t{world_width / block} * (world_height / block));
    for (auto& each : blocks) each = static_cast<std::uint8_t>(random() % 200 + 20);
    for (std::size_t y = 0; y < world_height; ++y)
      for (std::size_t x = 0; x < world_width; ++x)
        world_[y * world_width + x] = blocks[y / block * (world_width / block) + x / block];
  }

  [[nodiscard]] bool cut_at(int x, int y) {
    return cut.see({world_.data() + std::ptrdiff_t{y} * world_width + x, world_width, width, height});
  }
  [[nodiscard]] bool brighter_by(int levels) {
    std::vector<std::uint8_t> picture(std::size_t{width} * height);
    for (std::size_t i = 0; i < picture.size(); ++i)
      picture[i] = static_cast<std::uint8_t>(world_[i / width * world_width + i % width] + levels);
    return cut.see({picture.data(), width, width, height});
  }

  SceneCut cut;

 private:
  static constexpr int world_width = 800;
  static constexpr int world_height = 600;
  static constexpr std::size_t block = 20;
  std::vector<std::uint8_t> world_;
};

TEST(SceneCut, IsWhereThePictureIsAnother) {
  View view;
  EXPECT_FALSE(view.cut_at(0, 0)) << "there is none before";
  EXPECT_FALSE(view.cut_at(0, 0));
  EXPECT_TRUE(view.cut_at(400, 300));
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(view.cut_at(400, 300));
  EXPECT_TRUE(view.cut_at(0, 0));
}

TEST(SceneCut, IsNoMovement) {
  View view;
  int cuts = 0;
  for (int i = 0; i < 150; ++i) cuts += view.cut_at(3 * i, i) ? 1 : 0;
  EXPECT_LE(cuts, 1) << "at its beginning at most";
  EXPECT_TRUE(view.cut_at(0, 0));
}

TEST(SceneCut, IsNoFastMovement) {
  View view;
  int cuts = 0;
  for (int i = 0; i < 30; ++i) cuts += view.cut_at(12 * i, 5 * i) ? 1 : 0;
  EXPECT_EQ(cuts, 0);
}

TEST(SceneCut, IsNoSmallChangeOfLight) {
  View view;
  EXPECT_FALSE(view.brighter_by(0));
  EXPECT_FALSE(view.brighter_by(4));
  EXPECT_TRUE(view.brighter_by(30)) << "somebody switched it on";
}

TEST(SceneCut, TakesAnySize) {
  SceneCut cut;
  const std::vector<std::uint8_t> pixels(64, 100);
  for (const int size : {8, 1})
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(cut.see({pixels.data(), 8, size, size}) && i > 0);
}

}  // namespace
}  // namespace vchat::media
