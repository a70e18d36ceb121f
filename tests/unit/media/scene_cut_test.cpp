#include "media/scene_cut.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

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

  /// `periods` after the picture before.
  [[nodiscard]] bool cut_at(int x, int y, int periods = 1) {
    now += periods * period;
    return cut.see(now, {world_.data() + std::ptrdiff_t{y} * world_width + x, world_width, width, height});
  }
  [[nodiscard]] bool brighter_by(int levels) {
    std::vector<std::uint8_t> picture(std::size_t{width} * height);
    for (std::size_t i = 0; i < picture.size(); ++i)
      picture[i] = static_cast<std::uint8_t>(world_[i / width * world_width + i % width] + levels);
    now += period;
    return cut.see(now, {picture.data(), width, width, height});
  }

  SceneCut cut;
  SceneCut::Time now{0};

 private:
  static constexpr auto period = 33ms;
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

TEST(SceneCut, IsNoMovementOfWhichPicturesAreMissing) {
  View view;
  int cuts = 0;
  int x = 0;
  for (int i = 0; i < 60; ++i) {
    const int periods = 1 + i % 2;
    x += 5 * periods;
    cuts += view.cut_at(x, 0, periods) ? 1 : 0;
  }
  EXPECT_LE(cuts, 1) << "at its beginning at most";
}

TEST(SceneCut, IsSeenWherePicturesWereMissingBefore) {
  for (const int periods : {1, 2}) {
    View view;
    int cuts = 0;
    int x = 0;
    for (int i = 0; i < 12; ++i) cuts += view.cut_at(x += 6, 0) ? 1 : 0;
    for (int i = 0; i < 6; ++i) cuts += view.cut_at(x += 12, 0, 2) ? 1 : 0;
    EXPECT_LE(cuts, 1) << "at its beginning at most";
    EXPECT_TRUE(view.cut_at(400, 300, periods));
  }
}

TEST(SceneCut, TakesTimesThatStandOrGoBack) {
  View view;
  int cuts = 0;
  int x = 0;
  for (int i = 0; i < 60; ++i)
    cuts += view.cut_at(x += 6, 0, std::array{1, 0, -3, 1}.at(static_cast<std::size_t>(i % 4))) ? 1 : 0;
  EXPECT_LE(cuts, 1) << "at its beginning at most";
  EXPECT_TRUE(view.cut_at(400, 300, 0));
}

TEST(SceneCut, IsNotWhereAPictureCameEarly) {
  View view;
  int cuts = 0;
  int x = 0;
  for (int i = 0; i < 60; ++i) {
    if (i == 20) view.now -= 25ms;
    cuts += view.cut_at(x += 3 + i / 8, 0) ? 1 : 0;  // ever faster
  }
  EXPECT_LE(cuts, 1) << "at its beginning at most";
}

/// Grey, but for some rows at the top.
bool grey(SceneCut& cut, int number, int brightness, int rows, int there) {
  std::vector<std::uint8_t> pixels(std::size_t{width} * height, static_cast<std::uint8_t>(brightness));
  std::fill_n(pixels.begin(), width * rows, static_cast<std::uint8_t>(there));
  return cut.see(number * 33ms, {pixels.data(), width, width, height});
}

TEST(SceneCut, IsNotInASmallPartOfThePicture) {
  SceneCut cut;
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(grey(cut, i, 50, height / 5, i % 5 == 3 ? 200 : 50));
  EXPECT_TRUE(grey(cut, 20, 60, height / 5, 60)) << "what a part does hides no cut";
}

TEST(SceneCut, IsSeenBesideBarsThatStayBlack) {
  SceneCut cut;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(grey(cut, i, 100, height * 2 / 3, 16));
  EXPECT_TRUE(grey(cut, 5, 150, height * 2 / 3, 16));
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
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(cut.see(SceneCut::Time(i), {pixels.data(), 8, size, size}) && i > 0);
}

}  // namespace
}  // namespace vchat::media
