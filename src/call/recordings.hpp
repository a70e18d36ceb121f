// Both ways to record a call.
#pragma once

#include <string>
#include <string_view>

#include "call/recorder.hpp"
#include "call/track_recording.hpp"

namespace vchat::call {

/// The meeting as it is seen and heard, and everybody apart: either, both or none. Thread-bound to the main context;
/// what it refers to outlives it.
class Recordings {
 public:
  struct Parts {
    Recorder::Parts meeting;
    Conference& conference;
    TrackRecording::Own own;
  };
  struct Options {
    RecordOptions meeting;
    std::string tracks;  // a folder; empty for none
  };

  /// @throws as Recorder and TrackRecording::start() do
  Recordings(const Parts& parts, const Options& options, const Recorder::Observer& observer);

  /// The room was entered for the first time.
  void enter() { meeting_.enter(); }
  void on_event(const Event& event) { tracks_.on_event(event); }
  /// What is captured has changed.
  void on_capture() { tracks_.on_capture(); }
  /// Oneself shares a screen, or none any more.
  void on_screen();
  /// The call ends: returns when all files are complete.
  void end();
  [[nodiscard]] bool on() const noexcept { return meeting_.recording() || tracks_.on(); }

  // What stands behind /record and /record-tracks: a name, or "off"; false if there is nothing.
  // @throw as what they call
  [[nodiscard]] bool run_record(std::string_view argument);
  [[nodiscard]] bool run_record_tracks(std::string_view argument);

 private:
  TrackRecording tracks_;  // outlives the other, which says so when it ends
  Recorder meeting_;
};

}  // namespace vchat::call
