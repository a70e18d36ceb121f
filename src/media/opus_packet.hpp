// What an Opus packet says of itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

namespace vchat::media {

/// How much sound a packet holds (RFC 6716, section 3.1); 0 if it is none. Only its first two bytes are read.
/// Reentrant.
[[nodiscard]] std::chrono::microseconds opus_duration(std::span<const std::uint8_t> packet);

}  // namespace vchat::media
