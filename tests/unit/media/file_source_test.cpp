// Files as camera and microphone, through LocalMedia.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/clock.hpp"
#include "media/element.hpp"
#include "media/local_media.hpp"
#include "support/main_loop.hpp"

namespace vchat::media {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "vchat-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Half a second of picture at 25 frames a second and of sound, muxed by `muxer`.
void write_clip(const std::string& path, const std::string& picture, const std::string& sound,
                const std::string& muxer) {
  auto description = muxer + " name=m ! filesink location=" + path;
  if (!picture.empty())
    description +=
        " videotestsrc num-buffers=13 ! video/x-raw,width=320,height=180,framerate=25/1 ! " + picture + " ! m.";
  if (!sound.empty())
    description +=
        " audiotestsrc num-buffers=26 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=2 ! " + sound + " ! m.";
  auto pipeline = glib::sink(gst_parse_launch(description.c_str(), nullptr));
  ASSERT_TRUE(pipeline) << description;
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto bus = glib::adopt(gst_element_get_bus(pipeline.get()));
  auto end = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), 20 * GST_SECOND, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  ASSERT_TRUE(end && GST_MESSAGE_TYPE(end.get()) == GST_MESSAGE_EOS) << description;
}

struct Clip {
  std::string name, picture, sound, muxer;
};

class PlayedFile : public testing::TestWithParam<Clip> {};

TEST_P(PlayedFile, IsShownInRealTimeOverAndOver) {
  const auto& clip = GetParam();
  const TemporaryFolder folder;
  const auto path = folder / clip.name;
  write_clip(path, clip.picture, clip.sound, clip.muxer);
  auto media = LocalMedia::create({.camera = "file:" + path, .microphone = "none"}, {});
  constexpr double frame = 40, tolerance = 30;  // ms
  constexpr int three_passes = 33;              // and a bit
  std::mutex mutex;
  std::optional<double> last;  // ms, when the last picture was due
  bool backwards = false;
  int even = 0;      // pictures in a row without a gap between them
  double off = 1e9;  // ms, of the picture that came closest to its time
  media->set_preview([&](GstSample* sample) {
    const std::lock_guard lock(mutex);
    const auto due = static_cast<double>(GST_BUFFER_PTS(gst_sample_get_buffer(sample))) / GST_MSECOND;
    backwards |= last && due <= *last;
    even = last && due - *last > frame + tolerance ? 1 : even + 1;
    last = due;
    off = std::min(off, std::abs(static_cast<double>(running_time_now()) / GST_MSECOND - due));
  });
  // A busy machine may be late with the next pass now and then.
  EXPECT_TRUE(test::run_until([&] {
    const std::lock_guard lock(mutex);
    return even >= three_passes;
  })) << "there is a gap where one pass ends and the next begins";
  media.reset();
  EXPECT_FALSE(backwards);
  EXPECT_LT(off, 1000) << "timestamps are running times";
}

INSTANTIATE_TEST_SUITE_P(Containers, PlayedFile,
                         testing::Values(Clip{"webm", "vp8enc deadline=1", "opusenc", "webmmux"},
                                         Clip{"mp4", "x264enc tune=zerolatency", "", "mp4mux"},
                                         Clip{"ogg", "theoraenc", "vorbisenc", "oggmux"},
                                         Clip{"avi", "jpegenc", "", "avimux"},
                                         Clip{"ts", "x264enc tune=zerolatency", "", "mpegtsmux"},
                                         Clip{"y4m", "y4menc", "", "identity"}),
                         [](const auto& param) { return param.param.name; });

std::string error_of(const LocalMediaOptions& options, util::DeviceProblem problem) {
  try {
    (void)LocalMedia::create(options, {});
  } catch (const util::DeviceError& error) {
    EXPECT_EQ(error.problem(), problem) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "it was taken";
  return {};
}

TEST(FileAsSource, SaysWhyItCannotBePlayed) {
  using testing::HasSubstr;
  using util::DeviceProblem;
  const TemporaryFolder folder;
  const auto camera = [](const std::string& path) {
    return LocalMediaOptions{.camera = "file:" + path, .microphone = "none"};
  };
  EXPECT_THAT(error_of(camera(folder / "nowhere"), DeviceProblem::missing), HasSubstr("does not exist"));
  EXPECT_THAT(error_of(camera(folder / ""), DeviceProblem::unusable), HasSubstr("is not a file"));
  std::ofstream(folder / "text") << "this is no picture\n";
  EXPECT_THAT(error_of(camera(folder / "text"), DeviceProblem::unusable), HasSubstr("text"));
  write_clip(folder / "sound.wav", "", "audioconvert", "wavenc");
  EXPECT_THAT(error_of(camera(folder / "sound.wav"), DeviceProblem::unusable), HasSubstr("no video"));
}

TEST(FileAsSource, SaysThatItMayNotBeRead) {
  const TemporaryFolder folder;
  std::ofstream(folder / "text") << "secret";
  chmod((folder / "text").c_str(), 0);
  if (access((folder / "text").c_str(), R_OK) == 0) GTEST_SKIP() << "root may read everything";
  EXPECT_THAT(error_of({.camera = "file:" + (folder / "text"), .microphone = "none"}, util::DeviceProblem::denied),
              testing::HasSubstr("permissions"));
}

TEST(FileAsSource, SoundIsHeardOverAndOver) {
  const TemporaryFolder folder;
  write_clip(folder / "sound.wav", "", "audioconvert", "wavenc");
  auto media = LocalMedia::create({.camera = "none", .microphone = "file:" + (folder / "sound.wav")}, {});
  std::atomic<int> packets = 0;
  auto subscription = media->audio()->subscribe([&](GstSample*) { ++packets; });
  ASSERT_TRUE(test::run_until([&] { return packets > 250; }));
  EXPECT_GT(media->microphone_level(), -20);
}

}  // namespace
}  // namespace vchat::media
