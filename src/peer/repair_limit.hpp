// Not everything that got lost is sent again.
#pragma once

#include <memory>

#include <gst/gst.h>

namespace vchat::peer {

/// Where a link became narrow a second's worth of packets may be missing, and to send them all again would keep it full
/// for as long. Requests for packets (RFC 4585, generic NACK) beyond a rate are dropped before they reach rtprtxsend:
/// the picture then goes on with a keyframe. Thread-safe.
class RepairLimit {
 public:
  /// Call before `webrtcbin` makes its rtprtxsend.
  explicit RepairLimit(GstBin* webrtcbin);

  /// Of what is sent again, bit/s; 0: nothing. No limit before the first call.
  void set_rate(double rate);

 private:
  class Budget;
  struct Watch;
  std::shared_ptr<Budget> budget_;
};

}  // namespace vchat::peer
