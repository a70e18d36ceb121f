#include "media/display.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "glib/source.hpp"
#include "media/clock.hpp"
#include "media/display_sink.hpp"
#include "util/error.hpp"

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

/// Runs the main context until it is true, for at most ten seconds.
template <class Predicate>
bool wait_for(Predicate predicate) {
  bool late = false;
  const auto limit = glib::after(glib::Executor(), 10s, [&] { late = true; });
  const auto tick = glib::every(glib::Executor(), 5ms, [] {});
  while (!predicate() && !late) g_main_context_iteration(nullptr, TRUE);
  return predicate();
}

/// Sets or removes a variable of the environment until it is destroyed.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    if (value)
      setenv(name, value, 1);
    else
      unsetenv(name);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    if (before_)
      setenv(name_, before_->c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

struct Warnings {
  std::vector<std::string> codes;
  DisplayObserver observer() {
    return {.on_warning = [this](const std::string& code, const std::string&) { codes.push_back(code); }};
  }
};

std::ptrdiff_t entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(Display, SaysWhatIsWrongWithItsOption) {
  EXPECT_THROW((void)Display::create({.display = "window"}, {}), util::UsageError);
  EXPECT_THROW((void)Display::create({.display = "gst:fakesink !"}, {}), util::UsageError);
  EXPECT_THROW((void)Display::create({.display = "gst:nosuchsink"}, {}), util::MissingElementError);
  EXPECT_THROW((void)Display::create({.display = "gst:filesink location=/nonexistent/x"}, {}), util::DeviceError);
}

TEST(Display, WithNoneThereIsAGridAllTheSame) {
  const auto display = Display::create({.display = "none"}, {});
  const auto tile = display->grid()->add_tile({.name = "Ada"}, false);
  tile->set_label({.name = "Ada", .muted = true});
}

TEST(Display, WithoutAScreenItWarnsAndGoesOn) {
  const Environment display_variable("DISPLAY", nullptr);
  const Environment wayland_variable("WAYLAND_DISPLAY", nullptr);
  if (find_screen() != Screen::none) GTEST_SKIP() << "this machine has a console to draw on";
  Warnings warnings;
  const auto display = Display::create({}, warnings.observer());
  ASSERT_NE(display->grid(), nullptr);
  EXPECT_TRUE(warnings.codes.empty()) << "never from within create()";
  EXPECT_TRUE(wait_for([&] { return !warnings.codes.empty(); }));
  EXPECT_EQ(warnings.codes, std::vector<std::string>{"display-missing"});
}

TEST(Display, AnXServerThatIsNotThereIsNoScreen) {
  const Environment display_variable("DISPLAY", ":4711");
  const Environment wayland_variable("WAYLAND_DISPLAY", nullptr);
  EXPECT_NE(find_screen(), Screen::x11_software);
  EXPECT_NE(find_screen(), Screen::x11_hardware);
}

TEST(Display, PicturesGoIntoASinkOfTheUsers) {
  const auto folder = std::filesystem::temp_directory_path() / ("vchat-display-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  {
    const auto display = Display::create(
        {.display = "gst:pngenc ! multifilesink location=" + folder.string() + "/%d.png", .width = 64, .height = 36},
        {});
    const auto tile = display->grid()->add_tile({.name = "Ada"}, false);
    EXPECT_TRUE(wait_for([&] { return entries(folder) >= 1; }));
  }
  std::filesystem::remove_all(folder);
}

TEST(Display, ASinkThatFailsInMidCallIsAWarning) {
  Warnings warnings;
  const auto display = Display::create({.display = "gst:identity error-after=2 ! fakesink"}, warnings.observer());
  std::vector<std::shared_ptr<Tile>> tiles;
  EXPECT_TRUE(wait_for([&] {
    tiles.push_back(display->grid()->add_tile({.name = "Ada"}, false));
    return !warnings.codes.empty();
  }));
  EXPECT_EQ(warnings.codes, std::vector<std::string>{"display-failed"});
  tiles.clear();
}

TEST(Display, ComesAndGoesFiftyTimesWithoutLeavingAnything) {
  const auto come_and_go = [] {
    const auto display = Display::create({.display = "gst:fakesink", .width = 320, .height = 180}, {});
    std::vector<std::shared_ptr<Tile>> tiles;
    for (int i = 0; i < 4; ++i) tiles.push_back(display->grid()->add_tile({.name = "Ada"}, i == 0));
  };
  come_and_go();
  const auto threads = entries("/proc/self/task");
  const auto files = entries("/proc/self/fd");
  for (int i = 0; i < 50; ++i) come_and_go();
  EXPECT_LE(entries("/proc/self/task"), threads + 2);
  EXPECT_LE(entries("/proc/self/fd"), files + 2);
}

}  // namespace
}  // namespace vchat::media
