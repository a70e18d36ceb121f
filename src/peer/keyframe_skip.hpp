// What makes a keyframe wait no longer than it must.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include <gst/gst.h>

#include "util/video_codec.hpp"

namespace vchat::peer {

/// Which packets a jitter buffer holds a keyframe back for. Pure logic; not thread-safe.
class KeyframeSkip {
 public:
  /// A packet has come. If a keyframe begins with it, the sequence numbers that are missing before it: the buffer would
  /// wait for them, and nobody needs them any more.
  [[nodiscard]] std::vector<std::uint16_t> on_received(std::uint16_t number, bool begins_keyframe);
  /// The buffer lets a packet go. False if it lies before a keyframe that had to be waited for.
  [[nodiscard]] bool on_released(std::uint16_t number);

 private:
  std::bitset<0x10000> received_;  // of the half before `newest_`
  std::optional<std::uint16_t> newest_;
  std::optional<std::uint16_t> released_;
  std::optional<std::uint16_t> skip_to_;
};

/// When a keyframe begins to arrive at this rtpjitterbuffer, what is missing before it is not waited for, and what
/// waits there is left out: after a jam that is a third of a second. Reentrant.
void skip_to_keyframes(GstElement* jitterbuffer, util::VideoCodec codec);

}  // namespace vchat::peer
