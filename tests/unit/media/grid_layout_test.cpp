#include "media/grid_layout.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

class GridLayout : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(GridLayout, TilesAreEqualInsideAndApart) {
  const auto [width, height] = GetParam();
  for (std::size_t count = 1; count <= 16; ++count) {
    const auto tiles = grid_layout(count, width, height);
    ASSERT_EQ(tiles.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& tile = tiles[i];
      EXPECT_EQ(tile.width, tiles[0].width);
      EXPECT_EQ(tile.height, tiles[0].height);
      EXPECT_GE(tile.x, 0);
      EXPECT_GE(tile.y, 0);
      EXPECT_LE(tile.x + tile.width, width);
      EXPECT_LE(tile.y + tile.height, height);
      EXPECT_NEAR(tile.width * 9.0 / 16, tile.height, 1.0);
      for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(tile, tiles[k])) << i << " and " << k << " of " << count;
    }
  }
}

TEST_P(GridLayout, TheWholeAndTheLastRowAreCentred) {
  const auto [width, height] = GetParam();
  for (std::size_t count = 1; count <= 16; ++count) {
    const auto tiles = grid_layout(count, width, height);
    const auto& last = tiles.back();
    const auto first_of_last_row =
        *std::find_if(tiles.begin(), tiles.end(), [&](auto& tile) { return tile.y == last.y; });
    EXPECT_NEAR(first_of_last_row.x, width - last.x - last.width, 1);
    EXPECT_NEAR(tiles[0].y, height - last.y - last.height, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Canvases, GridLayout,
                         testing::Values(std::pair{1280, 720}, std::pair{1281, 719}, std::pair{1920, 1080},
                                         std::pair{800, 1280}, std::pair{333, 777}, std::pair{3440, 1440}));

TEST(GridLayoutFor, OneFillsTheCanvasAndFourShareIt) {
  EXPECT_EQ(grid_layout(1, 1280, 720)[0], (Rect{0, 0, 1280, 720}));
  EXPECT_EQ(grid_layout(2, 1280, 720)[1], (Rect{640, 180, 640, 360}));
  EXPECT_EQ(grid_layout(3, 1280, 720)[2], (Rect{320, 360, 640, 360}));
  EXPECT_EQ(grid_layout(4, 1280, 720)[3], (Rect{640, 360, 640, 360}));
}

TEST(GridLayoutFor, FiveAreThreeAboveTwo) {
  const auto tiles = grid_layout(5, 1280, 720);
  EXPECT_EQ(tiles[2].y, tiles[0].y);
  EXPECT_GT(tiles[3].y, tiles[2].y);
}

TEST(GridLayoutFor, ATallCanvasHasThemOneBelowTheOther) {
  const auto tiles = grid_layout(3, 600, 1200);
  EXPECT_EQ(tiles[0].x, tiles[2].x);
  EXPECT_LT(tiles[0].y, tiles[1].y);
}

TEST(GridLayoutFor, NobodyHasNoTilesAndATinyCanvasStillWorks) {
  EXPECT_TRUE(grid_layout(0, 1280, 720).empty());
  for (const auto& tile : grid_layout(5, 3, 2)) EXPECT_GE(tile.width * tile.height, 1);
}

TEST_P(GridLayout, ScreensTakeMostOfTheCanvasAndNothingOverlaps) {
  const auto [width, height] = GetParam();
  for (std::size_t screens = 1; screens <= 4; ++screens)
    for (std::size_t faces = 0; faces <= 10; ++faces) {
      const auto places = screen_layout(screens, faces, width, height);
      ASSERT_EQ(places.size(), screens + faces);
      int of_screens = 0;
      for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& place = places[i];
        if (i < screens) of_screens += place.width * place.height;
        EXPECT_GE(place.x, 0);
        EXPECT_GE(place.y, 0);
        EXPECT_LE(place.x + place.width, width);
        EXPECT_LE(place.y + place.height, height);
        for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(place, places[k])) << i << " and " << k;
      }
      EXPECT_GT(of_screens, width * height * 3 / 4);
    }
}

TEST(ScreenLayout, FacesStandBesideAScreenOrBelowIt) {
  const auto wide = screen_layout(1, 2, 1280, 720);
  EXPECT_EQ(wide[0], (Rect{0, 0, 1024, 720}));
  EXPECT_EQ(wide[1], (Rect{1024, 216, 256, 144}));
  EXPECT_EQ(wide[2].x, 1024);
  const auto tall = screen_layout(1, 3, 800, 1280);
  EXPECT_EQ(tall[0], (Rect{0, 0, 800, 1024}));
  for (std::size_t i = 1; i < tall.size(); ++i) EXPECT_GE(tall[i].y, 1024);
}

TEST(ScreenLayout, OneAloneHasAllAndNoneLeavesTheGridAsItIs) {
  EXPECT_EQ(screen_layout(1, 0, 1280, 720), (std::vector<Rect>{{0, 0, 1280, 720}}));
  EXPECT_EQ(screen_layout(0, 5, 1280, 720), grid_layout(5, 1280, 720));
  for (const auto& place : screen_layout(2, 3, 3, 2)) EXPECT_GE(place.width * place.height, 1);
}

TEST(Fit, KeepsTheAspect) {
  EXPECT_EQ(fit({0, 0, 640, 360}, 4, 3), (Rect{80, 0, 480, 360}));
  EXPECT_EQ(fit({10, 20, 400, 400}, 16, 9), (Rect{10, 20 + 87, 400, 225}));
  EXPECT_EQ(fit({0, 0, 640, 360}, 640, 360), (Rect{0, 0, 640, 360}));
}

}  // namespace
}  // namespace vchat::media
