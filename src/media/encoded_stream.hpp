// A stream that is encoded once, for any number of peers.
#pragma once

#include <memory>
#include <optional>

#include "media/frame_sink.hpp"
#include "media/picture_size.hpp"

namespace vchat::media {

/// Ends a subscription when destroyed. After the destructor has returned, the consumer is not called any more and is
/// not running (do not destroy it from within the consumer). Thread-safe.
class Subscription {
 public:
  virtual ~Subscription() = default;

  /// What this consumer's network carries of it, bit/s (of sound: with headers); 0: nothing. A stream that can be had
  /// in several qualities then brings the one that fits; does nothing for one that cannot.
  virtual void set_bitrate(double bitrate) { static_cast<void>(bitrate); }

  /// The share of packets that get lost on the way to this consumer, 0 to 1. Sound is made proof against it.
  virtual void set_loss(double loss) { static_cast<void>(loss); }

  /// The size of the picture that comes now; nothing while none comes, and for sound.
  [[nodiscard]] virtual std::optional<PictureSize> size() const { return std::nullopt; }

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
