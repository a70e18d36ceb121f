// What the other side says about the packets that were sent to it.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include <gst/gst.h>

#include "congestion/packet_report.hpp"
#include "glib/ref_ptr.hpp"

namespace vchat::peer {

/// What each packet has around its payload on the way: IPv4, UDP, RTP with one extension, and the tag of SRTP (RFC
/// 3550, RFC 3711), in bytes. Sound at a low rate is mostly that.
inline constexpr std::size_t packet_overhead = 20 + 8 + 20 + 10;

/// Calls `on_reports` with the packets of each transport-wide feedback message (in order of sending; the sender's times
/// are those of monotonic_now()) that comes upstream through `pad`, which is in front of webrtcbin. Not through other
/// pads: the event comes to all of them. Packets with another payload type than those of `media` are sent again (RFC
/// 4588). Called on GStreamer's threads.
void watch_feedback(GstPad* pad, std::set<unsigned> media,
                    std::function<void(std::vector<congestion::PacketReport>)> on_reports);

/// Reads an event `RTPTWCCPackets` of rtpsession. Reentrant.
[[nodiscard]] std::vector<congestion::PacketReport> read_reports(const GstStructure* event,
                                                                 const std::set<unsigned>& media);

/// The system's monotonic clock, which rtpsession dates packets with.
[[nodiscard]] congestion::Time monotonic_now();

}  // namespace vchat::peer
