// Large frames leave bit by bit.
#pragma once

#include <atomic>
#include <memory>

#include <gst/gst.h>

namespace vchat::peer {

/// A keyframe handed over at once fills the queue of a narrow link: sound waits behind it, and what is lost there is a
/// part of it. What is more than a usual frame leaves at one and a half times the rate instead; the thread that pushes
/// waits meanwhile, and frames wait in front of it. Thread-safe.
class Pacer {
 public:
  /// What is pushed through `pad` (RTP packets, as buffers or lists) from now on.
  explicit Pacer(GstPad* pad);
  ~Pacer();
  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;

  /// bit/s. 0: nothing waits.
  void set_rate(double rate);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vchat::peer
