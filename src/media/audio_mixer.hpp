// Everyone's voice, mixed for the speaker.
#pragma once

#include <chrono>
#include <memory>

#include <gst/gst.h>

namespace vchat::media {

/// The voice of one peer on its way to the mix; leaves it when destroyed. Thread-safe.
class Voice {
 public:
  virtual ~Voice() = default;
  /// Adds decoded sound: S16LE, mono, 48 kHz, timestamped with its running time.
  virtual void push(GstSample* sample) = 0;
  /// Sound that need not be heard was there at `arrival`, with that timestamp: what comes after a pause will be as
  /// late.
  virtual void observe(std::chrono::nanoseconds timestamp, std::chrono::nanoseconds arrival) = 0;
  /// From a sample's timestamp until it is heard, smoothed: jitter buffer, mix and sound device together. Video is held
  /// back by this for lip sync. Zero until something was played.
  [[nodiscard]] virtual std::chrono::nanoseconds playout_delay() const = 0;
  /// True while this peer speaks (level over a threshold, with a hold of some 300 ms).
  [[nodiscard]] virtual bool speaking() const = 0;
};

/// Mixes all voices into one stream for the speaker. Thread-safe.
class AudioMixer {
 public:
  virtual ~AudioMixer() = default;
  [[nodiscard]] virtual std::shared_ptr<Voice> add_voice() = 0;
};

}  // namespace vchat::media
