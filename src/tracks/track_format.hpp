// What a container must know of an encoded stream.
#pragma once

#include <optional>
#include <string>

#include <gst/gst.h>

#include "tracks/matroska_file.hpp"

namespace vchat::tracks {

/// From the caps and the first access unit, of video a keyframe. Nothing if that is none, or of a codec that vchat does
/// not know. Reentrant.
[[nodiscard]] std::optional<MatroskaTrack> track_format(const GstCaps* caps, const Bytes& unit);

/// The access unit as Matroska has it. Reentrant.
[[nodiscard]] Bytes stored_form(const GstCaps* caps, Bytes unit);

/// "VP8", "H264" or "opus"; empty for another. Reentrant.
[[nodiscard]] std::string codec_name(const GstCaps* caps);

}  // namespace vchat::tracks
