// The meeting as it is seen and heard, in one file.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "glib/executor.hpp"
#include "media/canvas_grid.hpp"
#include "recording/drop_counter.hpp"
#include "recording/file_series.hpp"
#include "recording/meeting_encoder.hpp"
#include "recording/meeting_sound.hpp"

namespace vchat::recording {

struct RecordingOptions {
  std::string file;  // its name says the container; a number is added if it is there already
  bool overwrite = false;
  SplitLimit split;
  PictureOptions picture;
};

/// Called on the main context, never from within a call into the recording.
struct RecordingObserver {
  std::function<void(const std::string& path)> on_part;      // a file was begun
  std::function<void(const std::string& path)> on_complete;  // that file is complete
  std::function<void(const Failure&)> on_failed;             // at most once: stop() is due
  std::function<void()> on_slow;                             // at most once: pictures are left out of the recording
  std::function<void()> on_end;                              // after stop(): all files are complete
};

/// Draws the grid, adds up the sound and encodes both from start() to stop(), on threads of its own which wait for
/// nobody in the call. Thread-bound to the main context; grid() and sound() are thread-safe and may outlive it.
class MeetingRecording {
 public:
  /// Makes the file; if nothing is ever recorded it is removed again.
  /// @throws util::UsageError if the name is no recording's; util::DeviceError if the file cannot be written;
  /// util::MissingElementError.
  MeetingRecording(const RecordingOptions& options, RecordingObserver observer);
  /// Completes the files.
  ~MeetingRecording();
  MeetingRecording(const MeetingRecording&) = delete;
  MeetingRecording& operator=(const MeetingRecording&) = delete;

  void start();
  /// Returns at once; the files are completed meanwhile. After start(), once.
  void stop();

  /// What is shown here is recorded; one's own picture is not mirrored.
  [[nodiscard]] std::shared_ptr<media::Grid> grid();
  [[nodiscard]] const std::shared_ptr<MeetingSound>& sound() const noexcept { return sound_; }

 private:
  class RecordedGrid;
  class OwnTile;

  /// `first`: the file that begins with the recording itself.
  [[nodiscard]] SeriesObserver make_series_observer(const std::string& first);
  void post(std::function<void(const RecordingObserver&)> call) const;
  void take_picture(const media::Canvas& canvas);

  const std::shared_ptr<const RecordingObserver> observer_;  // what is posted holds it weakly
  const glib::Executor executor_;
  const RecordingOptions options_;
  std::optional<NewFile> file_;  // until start()
  std::shared_ptr<media::CanvasGrid> canvas_grid_;
  std::shared_ptr<MeetingSound> sound_;
  std::unique_ptr<FileSeries> series_;
  std::unique_ptr<MeetingEncoder> encoder_;
  std::thread ending_;

  // The drawing thread's:
  GstClockTime last_picture_ = 0;
  DropCounter drops_;
};

}  // namespace vchat::recording
