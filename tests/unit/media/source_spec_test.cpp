#include "media/source_spec.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::media {
namespace {

using Kind = SourceSpec::Kind;

TEST(SourceSpec, KnowsTheWordsAndPrefixes) {
  EXPECT_EQ(parse_source_spec("--camera", "auto"), (SourceSpec{Kind::automatic, ""}));
  EXPECT_EQ(parse_source_spec("--camera", "none"), (SourceSpec{Kind::none, ""}));
  EXPECT_EQ(parse_source_spec("--camera", "test"), (SourceSpec{Kind::test, ""}));
  EXPECT_EQ(parse_source_spec("--camera", "file:a b.webm"), (SourceSpec{Kind::file, "a b.webm"}));
  EXPECT_EQ(parse_source_spec("--camera", "gst:videotestsrc"), (SourceSpec{Kind::description, "videotestsrc"}));
}

TEST(SourceSpec, TakesAnythingElseForADevice) {
  EXPECT_EQ(parse_source_spec("--camera", "/dev/video0"), (SourceSpec{Kind::device, "/dev/video0"}));
  EXPECT_EQ(parse_source_spec("--microphone", "Headset (USB)"), (SourceSpec{Kind::device, "Headset (USB)"}));
}

TEST(SourceSpec, RefusesEmptiness) {
  for (const auto* text : {"", "file:", "gst:"})
    EXPECT_THROW((void)parse_source_spec("--camera", text), util::UsageError) << text;
}

}  // namespace
}  // namespace vchat::media
