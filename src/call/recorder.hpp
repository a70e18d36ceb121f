// Records the meeting when asked to, and says so.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "call/event.hpp"
#include "media/encoded_stream.hpp"
#include "media/fan_out.hpp"
#include "media/grid_hub.hpp"
#include "media/local_media.hpp"
#include "media/playback.hpp"
#include "recording/meeting_recording.hpp"

namespace vchat::call {

/// What `--record` and what follows it say.
struct RecordOptions {
  std::string file;  // empty: nothing is recorded unless /record asks for it
  bool overwrite = false;
  recording::SplitLimit split;
};

/// One recording at a time of what `grid` shows and `playback` plays, and of one's own microphone. Thread-bound to the
/// main context; what it refers to outlives it.
class Recorder {
 public:
  struct Parts {
    media::GridHub& grid;
    media::Playback& playback;
    media::LocalMedia& local;
    /// One's own screen, which no display here shows; nothing while none is shared.
    std::function<std::shared_ptr<media::FanOut>()> screen;
    std::string screen_name;
  };
  struct Observer {
    std::function<void(const Event&)> tell;
    std::function<void(bool)> on_recording;  // it has begun or ended
  };

  /// Makes the file that the options name, so that what is wrong with it is known at once.
  /// @throws as recording::MeetingRecording does
  Recorder(Parts parts, RecordOptions options, Observer observer);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// The room was entered: begins with the file that the options name, once.
  void enter();
  /// @throws util::UsageError while there is a recording; and as recording::MeetingRecording does.
  void start(const std::string& file);
  /// @throws util::UsageError if there is none.
  void stop();
  /// Oneself shares a screen, or none any more.
  void on_screen();
  /// The call ends: completes the files, and returns when that is done.
  void end();

  [[nodiscard]] bool recording() const noexcept { return recording_ != nullptr; }

 private:
  using Recording = std::unique_ptr<recording::MeetingRecording>;

  [[nodiscard]] Recording make(const std::string& file);
  [[nodiscard]] recording::RecordingObserver observe();
  void begin(Recording recording);
  /// `reason` as in the event `recording`.
  void finish(const std::string& reason);
  void on_complete(const std::string& file);

  const Parts parts_;
  const RecordOptions options_;
  const Observer observer_;
  Recording prepared_;   // until enter()
  Recording recording_;  // while it runs
  Recording ending_;     // while its files are completed
  std::string reason_;   // why that one has ended
  std::shared_ptr<media::Grid> grid_;
  std::unique_ptr<media::Subscription> microphone_;
  std::unique_ptr<media::Subscription> screen_;
  std::shared_ptr<media::Tile> screen_tile_;
};

}  // namespace vchat::call
