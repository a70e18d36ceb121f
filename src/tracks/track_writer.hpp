// The thread that writes the files of a recording in tracks.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "recording/media_file.hpp"
#include "tracks/track_input.hpp"
#include "util/token_bucket.hpp"

namespace vchat::tracks {

/// What the writer tells, on its thread.
struct WriterObserver {
  /// Nothing is written any more; what was is kept. Called once; must not throw.
  std::function<void(recording::Failure)> on_failed;
  /// The disk is too slow: something was left out. Called at most once in ten seconds.
  std::function<void()> on_overrun;
};

/// Twice a second it puts what has come into a cluster of each file, so that a crash loses half a second, and once a
/// second it waits for the disk, for the sake of a power cut. No other thread waits for the disk, except for the end.
/// meeting.json takes the place of the one before it whenever it has changed, so there is always a whole one.
/// Thread-safe.
class TrackWriter {
 public:
  /// `folder` must be there. @throws util::Error if meeting.json cannot be written.
  TrackWriter(std::string folder, Meeting meeting, WriterObserver observer);
  /// Writes what is left, and ends every file and the meeting.
  ~TrackWriter();
  TrackWriter(const TrackWriter&) = delete;
  TrackWriter& operator=(const TrackWriter&) = delete;

  /// Changes what meeting.json says of people; its tracks are the writer's.
  void edit(const std::function<void(Meeting&)>& change);
  /// Writes what comes to `input` until it is closed.
  void add(std::shared_ptr<TrackInput> input, TrackFacts facts);
  /// Running time (ns) when the recording began.
  [[nodiscard]] GstClockTime start() const noexcept { return start_; }

 private:
  struct Writing {
    std::shared_ptr<TrackInput> input;
    TrackFile file;
  };

  void run();
  void write_all(bool wait_for_disk, bool last);
  /// True when it has ended.
  [[nodiscard]] bool write(Writing& writing, bool wait_for_disk, bool last);
  void tell(const TrackFacts& facts);
  void attempt(const std::function<void()>& work);
  void fail(const recording::Failure& failure);
  void save();

  const std::string folder_;
  const WriterObserver observer_;
  const GstClockTime start_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_, as the next three
  bool changed_ = true;
  Meeting meeting_;
  std::vector<std::unique_ptr<Writing>> added_;
  std::vector<std::unique_ptr<Writing>> writing_;  // the thread's own, as the next two
  bool failed_ = false;
  util::TokenBucket overruns_;
  std::jthread thread_;
};

}  // namespace vchat::tracks
