#include "media/canvas_grid.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <gst/video/video.h>
#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

struct Colour {
  std::uint8_t blue = 0, green = 0, red = 0;
};
constexpr Colour white{255, 255, 255};
constexpr Colour red{0, 0, 255};
constexpr Colour blue{255, 0, 0};

/// Left half in one colour, right half in another.
glib::RefPtr<GstSample> picture(int width, int height, Colour left, Colour right) {
  auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, static_cast<gsize>(width * height * 4), nullptr));
  GstMapInfo map;
  gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto& colour = x < width / 2 ? left : right;
      auto* pixel = map.data + (y * width + x) * 4;
      pixel[0] = colour.blue;
      pixel[1] = colour.green;
      pixel[2] = colour.red;
      pixel[3] = 255;
    }
  gst_buffer_unmap(buffer.get(), &map);
  auto caps =
      glib::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, width,
                                      "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 30, 1, nullptr));
  return glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

/// Keeps the newest picture of a grid.
class Screen {
 public:
  explicit Screen(CanvasGrid& grid) : grid_(grid) {
    grid.start([this](const Canvas& canvas) {
      const std::lock_guard lock(mutex_);
      canvas_ = canvas;
      ++pictures_;
      changed_.notify_all();
    });
  }
  ~Screen() { grid_.stop(); }

  /// Waits for a picture of which that is true.
  template <class Predicate>
  [[nodiscard]] bool shows(Predicate predicate) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return pictures_ > 0 && predicate(canvas_); });
  }
  [[nodiscard]] bool draws_again(int before, std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, within, [&] { return pictures_ > before; });
  }
  [[nodiscard]] int pictures() {
    const std::lock_guard lock(mutex_);
    return pictures_;
  }

 private:
  CanvasGrid& grid_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Canvas canvas_;
  int pictures_ = 0;
};

auto pixel_is(int x, int y, Colour colour) {
  return [=](const Canvas& canvas) {
    if (x >= canvas.width || y >= canvas.height) return false;
    const auto* pixel = const_cast<Canvas&>(canvas).at(x, y);
    const auto near = [](int a, int b) { return std::abs(a - b) < 12; };
    return near(pixel[0], colour.blue) && near(pixel[1], colour.green) && near(pixel[2], colour.red);
  };
}

TEST(CanvasGrid, ShowsAPictureOverTheWholeCanvas) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  tile->show(picture(320, 180, red, blue).get());
  EXPECT_TRUE(screen.shows(pixel_is(5, 5, red)));
  EXPECT_TRUE(screen.shows(pixel_is(630, 350, blue)));
}

TEST(CanvasGrid, MirrorsTheOwnPicture) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({.mirrored = true}, true);
  tile->show(picture(640, 360, red, blue).get());
  EXPECT_TRUE(screen.shows(pixel_is(5, 5, blue)));
  EXPECT_TRUE(screen.shows(pixel_is(630, 5, red)));
}

TEST(CanvasGrid, KeepsTheAspectOfAPicture) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  tile->show(picture(360, 360, white, white).get());
  EXPECT_TRUE(screen.shows(pixel_is(320, 180, white)));
  EXPECT_TRUE(screen.shows(pixel_is(145, 180, white)));
  EXPECT_TRUE(screen.shows(pixel_is(130, 180, {0x18, 0x18, 0x18})));
}

TEST(CanvasGrid, RearrangesItselfWhenSomeoneComesOrGoes) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto first = grid->add_tile({}, false);
  first->show(picture(640, 360, red, red).get());
  ASSERT_TRUE(screen.shows(pixel_is(600, 20, red)));
  auto second = grid->add_tile({}, false);
  second->show(picture(640, 360, blue, blue).get());
  EXPECT_TRUE(screen.shows(pixel_is(20, 180, red)));
  EXPECT_TRUE(screen.shows(pixel_is(600, 180, blue)));
  EXPECT_TRUE(screen.shows(pixel_is(600, 20, {0, 0, 0})));
  second = nullptr;
  EXPECT_TRUE(screen.shows(pixel_is(600, 20, red))) << "the last frame is drawn again, larger";
}

TEST(CanvasGrid, ASharedScreenIsLargeAndWhole) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto face = grid->add_tile({}, false);
  face->show(picture(640, 360, white, white).get());
  const auto shared = grid->add_tile({.screen = true}, false);
  shared->show(picture(512, 256, red, blue).get());
  EXPECT_TRUE(screen.shows(pixel_is(2, 180, red)));
  EXPECT_TRUE(screen.shows(pixel_is(508, 180, blue))) << "not cropped";
  EXPECT_TRUE(screen.shows(pixel_is(256, 20, {0x18, 0x18, 0x18}))) << "letterboxed";
  EXPECT_TRUE(screen.shows(pixel_is(576, 150, white)));
}

TEST(CanvasGrid, FollowsANewSize) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  tile->show(picture(640, 360, red, blue).get());
  grid->resize(801, 603);
  EXPECT_TRUE(screen.shows([](const Canvas& canvas) { return canvas.width == 801 && canvas.height == 603; }));
  EXPECT_TRUE(screen.shows(pixel_is(790, 300, blue)));
}

TEST(CanvasGrid, FramesWhoSpeaksAndTakesTheFrameAway) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  tile->show(picture(640, 360, red, red).get());
  ASSERT_TRUE(screen.shows(pixel_is(1, 100, red)));
  tile->set_label({.speaking = true});
  EXPECT_TRUE(screen.shows(pixel_is(1, 100, {122, 219, 61})));
  tile->set_label({});
  EXPECT_TRUE(screen.shows(pixel_is(1, 100, red)));
}

TEST(CanvasGrid, CoversThePictureWhenTheCameraIsOff) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  tile->show(picture(640, 360, white, white).get());
  ASSERT_TRUE(screen.shows(pixel_is(20, 20, white)));
  tile->set_label({.name = "Ada", .camera_off = true});
  EXPECT_TRUE(screen.shows([](const Canvas& canvas) { return !pixel_is(20, 20, white)(canvas); }));
  tile->set_label({.name = "Ada"});
  EXPECT_TRUE(screen.shows(pixel_is(20, 20, white)));
}

TEST(CanvasGrid, TakesFramesOfAnyFormatAndOddSizes) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  for (const auto* format : {"I420", "NV12", "YUY2", "RGB", "GRAY8"}) {
    GstVideoInfo info;
    gst_video_info_set_format(&info, gst_video_format_from_string(format), 161, 91);
    auto buffer = glib::adopt(gst_buffer_new_allocate(nullptr, info.size, nullptr));
    gst_buffer_memset(buffer.get(), 0, 235, info.size);
    auto caps = glib::adopt(gst_video_info_to_caps(&info));
    auto black = picture(64, 36, {}, {});
    tile->show(black.get());
    ASSERT_TRUE(screen.shows(pixel_is(320, 180, {})));
    tile->show(glib::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr)).get());
    EXPECT_TRUE(screen.shows([](const Canvas& canvas) { return !pixel_is(320, 180, {})(canvas); })) << format;
  }
}

TEST(CanvasGrid, LeavesOutWhatIsNoPicture) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({}, false);
  auto good = picture(640, 360, red, red);
  auto tiny = glib::adopt(gst_buffer_new_allocate(nullptr, 10, nullptr));
  tile->show(glib::adopt(gst_sample_new(tiny.get(), gst_sample_get_caps(good.get()), nullptr, nullptr)).get());
  tile->show(glib::adopt(gst_sample_new(tiny.get(), nullptr, nullptr, nullptr)).get());
  tile->show(good.get());
  EXPECT_TRUE(screen.shows(pixel_is(20, 20, red)));
}

TEST(CanvasGrid, DrawsNothingWhenNothingChanges) {
  const auto grid = std::make_shared<CanvasGrid>(640, 360);
  Screen screen(*grid);
  const auto tile = grid->add_tile({.name = "Ada"}, false);
  tile->show(picture(640, 360, red, red).get());
  ASSERT_TRUE(screen.shows(pixel_is(320, 10, red)));
  const int before = screen.pictures();
  tile->set_label({.name = "Ada"});
  EXPECT_FALSE(screen.draws_again(before, 200ms));
}

TEST(CanvasGrid, OutlivesItsScreenAndKeepsNoFrames) {
  auto grid = std::make_shared<CanvasGrid>(64, 36);
  auto tile = grid->add_tile({}, false);
  auto sample = picture(64, 36, red, red);
  {
    Screen screen(*grid);
    tile->show(sample.get());
    ASSERT_TRUE(screen.shows(pixel_is(32, 10, red)));
  }
  tile->show(sample.get());
  grid = nullptr;
  EXPECT_EQ(GST_MINI_OBJECT_REFCOUNT_VALUE(sample.get()), 1);
}

}  // namespace
}  // namespace vchat::media
