#include "tracks/matroska_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_tracks.hpp"
#include "tracks/track_format.hpp"

namespace vchat::tracks {
namespace {

using std::chrono::seconds;

TEST(MatroskaFileTest, OneThatIsLargeIsFinishedAndCanBeRead) {
  const TemporaryFolder folder;
  const auto path = folder.path + "/large.mkv";
  const auto keyframe = unit_of(vp8_frames(1).front().get(), 0, media::Medium::video);
  MatroskaFile file(path);
  const auto track = file.add_track(track_format(keyframe.caps.get(), keyframe.data).value());
  auto large = keyframe.data;
  large.resize(1024 * 1024);  // a decoder does not look behind the picture
  constexpr int count = 20;
  for (int i = 0; i < count; ++i) file.write_cluster({{track, seconds(i), true, large}});
  file.finish();
  EXPECT_GT(std::filesystem::file_size(path), 16U * 1024 * 1024);
  const auto read = read_back(path, media::Medium::video, "VP8");
  EXPECT_FALSE(read.problem) << *read.problem;
  EXPECT_THAT(read.times, testing::SizeIs(count));
  EXPECT_EQ(read.times.back(), (count - 1) * 1000);
}

}  // namespace
}  // namespace vchat::tracks
