// A recording in one file or, where it is split, in several.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "recording/media_file.hpp"
#include "recording/split_limit.hpp"

namespace vchat::recording {

/// All are called on foreign threads and must not call back into the series.
struct SeriesObserver {
  std::function<void(const std::string& path)> on_part;      // a file was begun
  std::function<void(const std::string& path)> on_complete;  // it is complete: a part, or the last one
  /// At most once: nothing more is taken, and finish() is due.
  std::function<void(const Failure&)> on_failed;
  /// The next keyframe is waited for.
  std::function<void()> want_keyframe;
};

/// Takes one stream or two, opens the first file when it has something of each of them, and begins another one at a
/// keyframe of stream 0 (any unit of sound is one) when the limit is reached; the other stream is cut at the same
/// moment. Thread-safe.
class FileSeries {
 public:
  struct Options {
    std::string name;  // of the first file
    bool overwrite = false;
    SplitLimit split;
    std::size_t streams = 2;
  };

  /// `first`: the file to begin with. `origin`: running time (ns) at which that begins.
  FileSeries(NewFile first, Options options, GstClockTime origin, SeriesObserver observer);
  /// Without finish() the last file is left as after a crash.
  ~FileSeries();
  FileSeries(const FileSeries&) = delete;
  FileSeries& operator=(const FileSeries&) = delete;

  /// An access unit as MediaFile::push() takes it, with its caps. Video is dropped until the next keyframe when
  /// something of it could not be written. Does not wait for the disk.
  void push(std::size_t stream, GstSample* sample);

  /// Completes the files; blocks. Nothing is taken after that.
  void finish();

 private:
  void open_first();
  void begin_part(NewFile file, GstClockTime origin);
  void split_if_due(GstSample* keyframe);
  void route(std::size_t stream, GstSample* sample);
  void retire(std::unique_ptr<MediaFile> file);
  void fail(const Failure& failure);

  const Options options_;
  const Container container_;
  const SeriesObserver observer_;
  std::mutex mutex_;  // of what follows
  std::optional<NewFile> first_;
  std::vector<glib::RefPtr<GstCaps>> caps_;
  std::deque<std::pair<std::size_t, glib::RefPtr<GstSample>>> waiting_;  // until the first file is open
  std::unique_ptr<MediaFile> current_;
  std::unique_ptr<MediaFile> previous_;  // until the other stream has come to the origin of current_
  GstClockTime origin_;                  // of current_
  std::vector<bool> broken_;             // until the next keyframe
  bool asked_for_keyframe_ = false;
  bool closed_ = false;
  std::future<void> retiring_;
};

}  // namespace vchat::recording
