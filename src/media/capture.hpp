// One running source of pictures or sound.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <gst/gst.h>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "media/frame_sink.hpp"

namespace vchat::media {

/// Why a source stopped, as its element said it.
struct CaptureFailure {
  GQuark domain = 0;
  int code = 0;
  std::string message;
  std::string debug;
};

/// What an error message says.
[[nodiscard]] CaptureFailure failure_of(GstMessage* error);

/// Makes a new source: an element with one pad, "src". @throws util::Error
using MakeSource = std::function<glib::RefPtr<GstElement>()>;

/// Runs a source from construction to destruction, which releases its device. What is not live, as a file, is played in
/// real time, over and over. Thread-bound to the main context; the consumer is called on the source's own threads, one
/// at a time.
class Capture {
 public:
  /// Called on the main context, or from within wait(). on_failed may destroy the Capture, but not from within wait().
  struct Observer {
    std::function<void()> on_started;                      // the first picture has come, or a format for sound
    std::function<void(const CaptureFailure&)> on_failed;  // it has stopped for good
  };

  /// @throws what make_source throws
  Capture(MakeSource make_source, SampleConsumer consumer, Observer observer);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// Blocks until one of the observer's functions was called, for at most `limit`; false if neither was.
  bool wait(std::chrono::milliseconds limit);

 private:
  class Run;
  void handle(Run& run, GstMessage* message);
  void prerolled(Run& run);
  void play(GstClockTime start);
  void ended();
  void play_next();
  void fail(const CaptureFailure& failure);

  const MakeSource make_source_;
  const SampleConsumer consumer_;
  Observer observer_;
  bool started_ = false;
  std::unique_ptr<Run> current_;
  std::unique_ptr<Run> next_;  // of what is not live: the next pass, set up while this one plays
  glib::ScopedSource next_timer_;
};

}  // namespace vchat::media
