// A stream that is encoded once, for any number of peers.
#pragma once

#include <memory>

#include "media/frame_sink.hpp"

namespace vchat::media {

/// Ends a subscription when destroyed. After the destructor has returned, the consumer is not called any more and is
/// not running (do not destroy it from within the consumer). Thread-safe.
class Subscription {
 public:
  virtual ~Subscription() = default;

  /// What this consumer's network carries, bit/s; 0: nothing. A stream that can be had in several qualities then brings
  /// the one that fits. Does nothing for one that cannot, as sound.
  virtual void set_bitrate(double bitrate) { static_cast<void>(bitrate); }

  /// Asks for a keyframe soon. Requests of several peers are merged: one keyframe in 500 ms in the long run, up to
  /// three in quick succession, and none is lost. Does nothing for audio.
  virtual void request_keyframe() {}
};

/// Access units of one encoder: whole VP8 frames, H.264 access units (byte-stream, SPS/PPS in front of each IDR), or
/// Opus packets. Thread-safe.
class EncodedStream {
 public:
  virtual ~EncodedStream() = default;

  /// From now on `consumer` gets every access unit, beginning anywhere in the stream: a new consumer of video drops
  /// delta units (GST_BUFFER_FLAG_DELTA_UNIT) until it has seen a keyframe. The encoder runs while somebody subscribes.
  [[nodiscard]] virtual std::unique_ptr<Subscription> subscribe(SampleConsumer consumer) = 0;
};

}  // namespace vchat::media
