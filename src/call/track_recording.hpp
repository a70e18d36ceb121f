// Recording in tracks, as far as a call is concerned: who is to be recorded, and since when.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/conference.hpp"
#include "media/local_media.hpp"
#include "tracks/track_recorder.hpp"

namespace vchat::call {

/// Off until it is started; then everybody who is in the room, or comes later, is recorded with every session, and
/// oneself as `own` sends. Learns what happens from the events of the call. Thread-bound to the main context.
class TrackRecording {
 public:
  struct Own {
    std::shared_ptr<media::EncodedStream> video;
    std::shared_ptr<media::EncodedStream> audio;
    std::function<media::CaptureState()> state;
    std::function<std::shared_ptr<media::EncodedStream>()> screen;  // nothing while none is shared
  };

  /// `tell` gets what people should know.
  TrackRecording(Conference& conference, Own own, std::function<void(const Event&)> tell);

  /// Into `folder`, or one beside it with a number if there is something in it; made if it is not there. Begins when
  /// the room has been entered; what fails then is told, and the call goes on.
  /// @throws util::UsageError while there is a recording; util::Error (exit code 5) if nothing can be written there.
  void start(const std::string& folder);
  /// @throws util::UsageError if there is none.
  void stop();
  /// The call ends.
  void end();
  [[nodiscard]] bool on() const noexcept { return recorder_ != nullptr; }

  void on_event(const Event& event);
  /// What is captured has changed.
  void on_capture();
  /// Oneself shares a screen, or none any more.
  void on_screen();

 private:
  void begin();
  void record_everybody();
  void add_self();
  void add_person(const std::string& id, const std::string& name, const protocol::MediaState& media);
  void add_sessions(const Participant& participant);
  void on_session(const SessionChanged& change);
  /// `reason`: as RecordingChanged has it.
  void finish(const std::string& reason);
  void close(const std::string& reason);
  void fail(const std::string& message, bool disk_full);

  Conference& conference_;
  const Own own_;
  const std::function<void(const Event&)> tell_;
  std::optional<std::string> folder_;  // until the room has been entered
  std::string folder_on_disk_;         // of the recording that goes on
  std::string own_id_;
  std::unique_ptr<tracks::TrackRecorder> recorder_;
};

}  // namespace vchat::call
