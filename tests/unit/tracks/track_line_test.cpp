#include "tracks/track_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_tracks.hpp"

namespace vchat::tracks {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(TrackLineTest, ATimestampThatNoMeetingCanReachIsItsEnd) {
  const TemporaryFolder folder;
  TrackFile file(folder.path, TrackFacts{.file = "t.mkv"});
  const auto frames = vp8_frames(2);
  file.add(unit_of(frames[0].get(), 5000, media::Medium::video));
  file.add(unit_of(frames[1].get(), milliseconds(hours(32 * 24)).count(), media::Medium::video));
  ASSERT_TRUE(file.flush());
  file.finish();

  TrackLine line(folder.path + "/t.mkv", media::Medium::video, {"VP8", 5000, 0}, 5000);
  std::vector<TrackLine::Time> times;
  line.advance(hours(1), [&](GstSample*, TrackLine::Time at) { times.push_back(at); });
  EXPECT_THAT(times, testing::ElementsAre(milliseconds(5000)));
  EXPECT_TRUE(line.ended());
  EXPECT_THAT(line.take_problem().value_or(""), testing::HasSubstr("31 days"));
}

}  // namespace
}  // namespace vchat::tracks
