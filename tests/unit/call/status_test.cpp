#include "call/status.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "ui/text.hpp"

namespace vchat::call {
namespace {

struct StatusLine : testing::Test {
  void SetUp() override { setenv("NO_COLOR", "1", 1); }
  void TearDown() override { unsetenv("NO_COLOR"); }
  Status status{.room = "日本",
                .people = 3,
                .time = std::chrono::seconds(3671),
                .microphone_level = -30,
                .microphone = true,
                .camera = false,
                .send_bps = 1'250'000,
                .receive_bps = 64'400};
};

TEST_F(StatusLine, ShowsEverythingWhereThereIsRoom) {
  EXPECT_EQ(status_line(status, 100), "日本 · 3 people · 1:01:11 · camera off · mic ████░░░░ · ↑1.2M ↓64kbit/s");
}

TEST_F(StatusLine, NeverTakesMoreThanItsColumns) {
  for (std::size_t columns = 1; columns < 100; ++columns)
    EXPECT_LE(ui::text_width(status_line(status, columns)), columns);
}

TEST_F(StatusLine, SaysMutedInsteadOfALevel) {
  status.microphone = false;
  EXPECT_EQ(status_line(status, 40), "日本 · 3 people · 1:01:11 · muted");
}

}  // namespace
}  // namespace vchat::call
