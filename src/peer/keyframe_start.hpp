// Where in a stream of RTP packets a picture begins that needs none before it.
#pragma once

#include <cstdint>
#include <span>

#include "util/video_codec.hpp"

namespace vchat::peer {

/// True if a keyframe begins with this packet, of which `payload` is what follows the RTP header (VP8: RFC 7741,
/// sections 4.2 and 4.3; H.264: RFC 6184, section 5.2, a keyframe begins with its parameters). Anything may be in it.
/// Reentrant.
[[nodiscard]] bool begins_keyframe(util::VideoCodec codec, std::span<const std::uint8_t> payload);

}  // namespace vchat::peer
