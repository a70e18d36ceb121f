// The sound of a recording: what is heard, and one's own microphone.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include <gst/gst.h>

#include "recording/sound_timeline.hpp"

namespace vchat::recording {

/// Adds up the two, each in step with the picture that belongs to it: what is heard at the time it is heard, and the
/// microphone as late as one's own picture is shown. Thread-safe.
class MeetingSound {
 public:
  using nanoseconds = std::chrono::nanoseconds;
  /// Gets blocks that follow each other without a gap, one call at a time; must return soon.
  using Output = std::function<void(media::ConstSoundSpan block, nanoseconds time)>;

  /// From the running time `now` on; before this and after stop() sound is dropped.
  void start(nanoseconds now, Output output);
  /// Everything up to `now` is given out; `output` is not called any more when this has returned.
  void stop(nanoseconds now);

  /// The mix of the others, which follows the clock: it drives the output.
  void add_heard(media::ConstSoundSpan block, nanoseconds heard);
  /// S16LE, mono, 48 kHz, timestamped with its running time.
  void add_microphone(GstSample* sample);
  /// From the moment a picture of one's own camera was taken until it is shown in the grid; it is smoothed.
  void tell_picture_delay(nanoseconds delay);

 private:
  void give_out(nanoseconds until);

  std::mutex mutex_;  // of what follows
  Output output_;
  std::optional<SoundTimeline> timeline_;
  SoundTimeline::Lane heard_;
  SoundTimeline::Lane microphone_;
  nanoseconds picture_delay_{0};
};

}  // namespace vchat::recording
