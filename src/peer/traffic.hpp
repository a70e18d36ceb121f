// What really came and went over the network, counted where it enters and leaves webrtcbin.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include <gst/gst.h>

namespace vchat::peer {

/// Bytes of RTP, RTCP, DTLS and data, encrypted. Written on network threads, read anywhere. Thread-safe.
struct Traffic {
  std::atomic<std::uint64_t> bytes_received{0};
  std::atomic<std::uint64_t> bytes_sent{0};
  std::atomic<GstClockTime> last_media{0};  // running time, ns, of the last RTP or RTCP packet; 0 if none came yet
};

/// Counts what webrtcbin's ICE elements carry; call before it makes any. Thread-bound.
void watch_traffic(GstBin* webrtcbin, std::shared_ptr<Traffic> traffic);

}  // namespace vchat::peer
