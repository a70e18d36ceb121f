#include "screen/target.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::screen {
namespace {

using Kind = Target::Kind;

TEST(ParseTarget, KnowsTheWordsAndPrefixes) {
  EXPECT_EQ(parse_target(""), (Target{Kind::automatic, {}, {}}));
  EXPECT_EQ(parse_target("auto").kind, Kind::automatic);
  EXPECT_EQ(parse_target("none").kind, Kind::none);
  EXPECT_EQ(parse_target("test").kind, Kind::test);
  EXPECT_EQ(parse_target("portal").kind, Kind::portal);
  EXPECT_EQ(parse_target("file:/a b.webm"), (Target{Kind::file, "/a b.webm", {}}));
  EXPECT_EQ(parse_target("gst:a ! b"), (Target{Kind::description, "a ! b", {}}));
  EXPECT_EQ(parse_target("monitor:1"), (Target{Kind::monitor, "1", {}}));
  EXPECT_EQ(parse_target("window:monitor:1"), (Target{Kind::window, "monitor:1", {}}));
}

TEST(ParseTarget, TellsRegionsAndWindowIdsFromTitles) {
  EXPECT_EQ(parse_target("640x480+10+20"), (Target{Kind::region, {}, {10, 20, 640, 480}}));
  EXPECT_EQ(parse_target("0x1c00007"), (Target{Kind::window, "0x1c00007", {}}));
  for (const auto* title : {"640x480", "640x480+10", "640x480+10+", "640x480+-1+0", "640x480+1+2 ", "-640x480+1+2",
                            "0x", "0xyz", "x480+1+2", "1", "HDMI-1", "99999999999x2+0+0"})
    EXPECT_EQ(parse_target(title), (Target{Kind::named, title, {}}));
}

TEST(ParseTarget, SaysWhatMakesNoSense) {
  for (const auto* nonsense : {"file:", "gst:", "window:", "monitor:", "4x480+0+0", "640x0+0+0", "20000x480+0+0"})
    EXPECT_THROW((void)parse_target(nonsense), util::UsageError) << nonsense;
}

}  // namespace
}  // namespace vchat::screen
