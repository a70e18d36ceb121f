// One running source of pictures or sound.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <gst/gst.h>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "media/frame_sink.hpp"

namespace vchat::media {

/// What to run: an element or bin with one pad, "src".
struct CaptureSource {
  glib::RefPtr<GstElement> element;
  /// Ends, and is then played again from the beginning, in real time; else the source is live.
  bool file = false;
};

/// Why a source stopped, as its element said it.
struct CaptureFailure {
  GQuark domain = 0;
  int code = 0;
  std::string message;
  std::string debug;
};

/// Runs a source from construction to destruction, which releases its device. Thread-bound to the main context; the
/// consumer is called on the source's own thread.
class Capture {
 public:
  /// Called on the main context, or from within wait(). on_failed may destroy the Capture, but not from within wait().
  struct Observer {
    std::function<void()> on_started;                      // the first sample has come
    std::function<void(const CaptureFailure&)> on_failed;  // it has stopped for good
  };

  Capture(CaptureSource source, SampleConsumer consumer, Observer observer);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// Blocks until one of the observer's functions was called, for at most `limit`; false if neither was.
  bool wait(std::chrono::milliseconds limit);

 private:
  void play();
  void play_again();
  void handle(GstMessage* message);
  void fail(const CaptureFailure& failure);
  static gboolean on_message(GstBus* bus, GstMessage* message, gpointer self) noexcept;

  const bool file_;
  Observer observer_;
  bool playing_ = false;  // a file is shown from when all of it is set up
  bool decided_ = false;  // on_started or on_failed was called
  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstBus> bus_;
  glib::ScopedSource watch_;
};

}  // namespace vchat::media
