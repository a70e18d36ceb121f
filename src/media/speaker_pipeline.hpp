// One opened speaker.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <gst/gst.h>

#include "glib/executor.hpp"
#include "glib/ref_ptr.hpp"
#include "media/bus_watch.hpp"
#include "media/sound.hpp"

namespace vchat::media {

/// Plays blocks of sound from construction to destruction, which completes files. Thread-bound to the main context but
/// for push(), which belongs to one thread.
class SpeakerPipeline {
 public:
  /// `sink` with one pad "sink". `probe` is put in front of it and belongs to this pipeline as long as that lives; it
  /// may be nothing. `wait_for_end`: what the sink writes has an end.
  SpeakerPipeline(glib::RefPtr<GstElement> sink, glib::RefPtr<GstElement> probe, bool wait_for_end);
  ~SpeakerPipeline();
  SpeakerPipeline(const SpeakerPipeline&) = delete;
  SpeakerPipeline& operator=(const SpeakerPipeline&) = delete;

  /// Starts, and waits until the device plays, for at most some seconds. What failed, if it does not.
  [[nodiscard]] std::optional<BusError> start();
  void push(ConstSoundSpan block, GstClockTime time);

  /// From now on: an error ends it, and the delay from a block's time until it is heard may change.
  void watch(const glib::Executor& executor, std::function<void(const BusError&)> on_error,
             std::function<void(std::chrono::nanoseconds)> on_delay);

 private:
  [[nodiscard]] std::chrono::nanoseconds delay() const;

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> source_;
  glib::RefPtr<GstElement> probe_;
  glib::RefPtr<GstElement> sink_;
  const bool wait_for_end_;
  BusWatch watch_;
};

}  // namespace vchat::media
