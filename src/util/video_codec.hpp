// The video codecs that vchat speaks.
#pragma once

#include <optional>
#include <string_view>

namespace vchat::util {

enum class VideoCodec { vp8, h264 };

/// The name in SDP and in the signaling protocol: "VP8" or "H264".
constexpr std::string_view codec_name(VideoCodec codec) {
  return codec == VideoCodec::vp8 ? "VP8" : "H264";
}

/// The reverse of codec_name(); nothing for a codec that vchat does not speak.
constexpr std::optional<VideoCodec> codec_from_name(std::string_view name) {
  if (name == "VP8") return VideoCodec::vp8;
  if (name == "H264") return VideoCodec::h264;
  return std::nullopt;
}

}  // namespace vchat::util
