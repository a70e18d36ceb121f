// The jitter buffers inside webrtcbin: started at once, and as patient as the network needs.
#pragma once

#include <atomic>
#include <memory>

#include <gst/gst.h>

namespace vchat::peer {

/// Follows every rtpjitterbuffer of one webrtcbin. A packet that comes in order passes it without delay, whatever its
/// latency: that only bounds how long a missing one is waited for, so it is short for sound (concealed anyway) and long
/// enough for a retransmission for pictures, and grows with the jitter that is measured; a keyframe waits for nothing.
/// Thread-safe.
class JitterBuffers {
 public:
  /// Call before anything is received. `steady`: packets come at an even pace, so that one that is due and not there is
  /// missing; a screen on which nothing moves pauses instead.
  JitterBuffers(GstBin* webrtcbin, bool steady);
  ~JitterBuffers();

  /// `pad`, a new source pad of webrtcbin, carries sound (or pictures).
  void set_kind(GstPad* pad, bool audio);
  /// Sets each one's patience anew from its jitter; call now and then.
  void adapt();
  /// True once a packet of sound has been lost, as far as adapt() has seen.
  [[nodiscard]] bool sound_was_lost() const noexcept { return sound_was_lost_; }

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::atomic<bool> sound_was_lost_{false};
};

}  // namespace vchat::peer
