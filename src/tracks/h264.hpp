// H.264 access units from a byte-stream (as vchat has them) into the form of Matroska and MP4.
#pragma once

#include <optional>

#include "tracks/ebml.hpp"

namespace vchat::tracks {

/// What a container says of an H.264 stream.
struct H264Format {
  Bytes configuration;  // an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1)
  int width = 0;        // pixels
  int height = 0;
};

/// From the parameter sets in `unit`, a byte-stream (ITU-T H.264, annex B). Nothing if they are not both there, or make
/// no sense. Reentrant.
[[nodiscard]] std::optional<H264Format> h264_format(const Bytes& unit);

/// With the length of each NAL unit, in 4 bytes, in place of its start code. Reentrant.
[[nodiscard]] Bytes with_lengths(const Bytes& unit);

}  // namespace vchat::tracks
