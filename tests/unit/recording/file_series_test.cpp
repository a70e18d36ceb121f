// Real pictures and sound through real muxers, read back by a demuxer.
#include "recording/file_series.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>

#include <gmock/gmock.h>
#include <gst/app/gstappsink.h>
#include <gtest/gtest.h>

#include "glib/owned.hpp"

namespace vchat::recording {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::SizeIs;

using Samples = std::vector<glib::RefPtr<GstSample>>;

/// What comes to the appsink "out" of a pipeline.
Samples run(const std::string& description) {
  glib::GErrorPtr error;
  const auto pipeline = glib::sink(gst_parse_launch(description.c_str(), glib::out(error)));
  EXPECT_FALSE(error) << error->message;
  const auto sink = glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  Samples samples;
  while (auto sample = glib::adopt(gst_app_sink_pull_sample(GST_APP_SINK(sink.get())))) samples.push_back(sample);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return samples;
}

/// Three seconds, with a keyframe each second.
Samples pictures() {
  return run(
      "videotestsrc num-buffers=90 ! video/x-raw,width=160,height=120,framerate=30/1 ! vp8enc deadline=1 "
      "keyframe-max-dist=30 ! appsink name=out sync=false");
}
Samples sound() {
  return run(
      "audiotestsrc num-buffers=150 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=1 ! opusenc ! appsink "
      "name=out sync=false");
}

Samples stream_of(const std::string& path, const std::string& pad) {
  return run("filesrc location=" + path + " ! matroskademux name=demux demux." + pad +
             " ! queue ! appsink name=out sync=false");
}

GstClockTime time_of(const glib::RefPtr<GstSample>& sample) {
  return GST_BUFFER_PTS(gst_sample_get_buffer(sample.get()));
}

class FileSeriesTest : public testing::Test {
 protected:
  FileSeriesTest() {
    std::string name = fs::temp_directory_path() / "vchat-series-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~FileSeriesTest() override { fs::remove_all(folder_); }

  std::unique_ptr<FileSeries> make(SplitLimit split, std::size_t streams = 2, GstClockTime origin = 0) {
    const auto path = (folder_ / "tea.mkv").string();
    const auto note = [this](std::vector<std::string>& list) {
      return [this, &list](const std::string& file) {
        const std::lock_guard lock(mutex_);
        list.push_back(fs::path(file).filename());
      };
    };
    return std::make_unique<FileSeries>(
        NewFile(path, false), FileSeries::Options{path, false, split, streams}, origin,
        SeriesObserver{note(parts_), note(complete_), [this](const Failure& failure) { failure_ = failure.message; },
                       [this] { ++asked_; }});
  }

  /// In the order of their times.
  static void push(FileSeries& series, const std::vector<Samples>& streams) {
    std::vector<std::pair<std::size_t, glib::RefPtr<GstSample>>> all;
    for (std::size_t i = 0; i < streams.size(); ++i)
      for (const auto& sample : streams[i]) all.emplace_back(i, sample);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return time_of(a.second) < time_of(b.second); });
    for (const auto& [stream, sample] : all) series.push(stream, sample.get());
  }

  fs::path folder_;
  std::mutex mutex_;
  std::vector<std::string> parts_;
  std::vector<std::string> complete_;
  std::string failure_;
  std::atomic<int> asked_ = 0;
};

TEST_F(FileSeriesTest, WritesOneFileWithEverything) {
  const auto series = make({});
  push(*series, {pictures(), sound()});
  series->finish();
  EXPECT_THAT(parts_, ElementsAre("tea.mkv"));
  EXPECT_THAT(complete_, ElementsAre("tea.mkv"));
  EXPECT_THAT(stream_of(folder_ / "tea.mkv", "video_0"), SizeIs(90));
  EXPECT_THAT(stream_of(folder_ / "tea.mkv", "audio_0"), SizeIs(testing::Ge(150)));
  EXPECT_EQ(failure_, "");
}

TEST_F(FileSeriesTest, SplitsAtKeyframesAndLosesNothing) {
  const auto series = make({.size = std::nullopt, .time = std::chrono::milliseconds(900)});
  push(*series, {pictures(), sound()});
  series->finish();
  ASSERT_THAT(parts_, ElementsAre("tea.mkv", "tea-2.mkv", "tea-3.mkv"));
  EXPECT_THAT(complete_, testing::UnorderedElementsAre("tea.mkv", "tea-2.mkv", "tea-3.mkv"));
  std::size_t packets = 0;
  for (const auto& part : parts_) {
    const auto shown = stream_of(folder_ / part, "video_0");
    ASSERT_THAT(shown, SizeIs(30)) << part;
    EXPECT_FALSE(GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(shown[0].get()), GST_BUFFER_FLAG_DELTA_UNIT));
    EXPECT_EQ(time_of(shown[0]), 0U) << "each begins at 0";
    packets += stream_of(folder_ / part, "audio_0").size();
  }
  EXPECT_GE(packets, 150U);
  EXPECT_GE(asked_, 2);
}

TEST_F(FileSeriesTest, SplitsSoundAnywhere) {
  const auto series = make({.size = std::nullopt, .time = std::chrono::milliseconds(1500)}, 1);
  push(*series, {sound()});
  series->finish();
  EXPECT_THAT(parts_, ElementsAre("tea.mkv", "tea-2.mkv"));
}

TEST_F(FileSeriesTest, LeavesOutWhatWasBeforeTheOrigin) {
  const auto series = make({}, 2, GST_SECOND);
  push(*series, {pictures(), sound()});
  series->finish();
  const auto shown = stream_of(folder_ / "tea.mkv", "video_0");
  ASSERT_THAT(shown, SizeIs(60));
  EXPECT_EQ(time_of(shown[0]), 0U);
}

TEST_F(FileSeriesTest, LeavesNoFileWhenThereWasNothing) {
  make({})->finish();
  EXPECT_TRUE(fs::is_empty(folder_));
  EXPECT_THAT(parts_, SizeIs(0));
}

TEST_F(FileSeriesTest, EndsWhenTheNextFileCannotBeMade) {
  const auto series = make({.size = std::nullopt, .time = std::chrono::milliseconds(900)});
  const auto shown = pictures();
  const auto heard = sound();
  push(*series, {Samples(shown.begin(), shown.begin() + 10), Samples(heard.begin(), heard.begin() + 10)});
  fs::rename(folder_, folder_.string() + "-gone");
  push(*series, {Samples(shown.begin() + 10, shown.end()), Samples(heard.begin() + 10, heard.end())});
  EXPECT_THAT(failure_, testing::HasSubstr("tea-2.mkv"));
  series->finish();
  fs::rename(folder_.string() + "-gone", folder_);
  EXPECT_THAT(stream_of(folder_ / "tea.mkv", "video_0"), SizeIs(30)) << "what was before is there";
}

}  // namespace
}  // namespace vchat::recording
