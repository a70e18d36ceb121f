// What kind of file a recording is.
#pragma once

#include <string_view>
#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "util/video_codec.hpp"

namespace vchat::recording {

enum class Container { matroska, webm, mp4 };

/// By the end of the file's name: .mkv, .webm or .mp4, in upper or lower case. Reentrant. @throws util::UsageError
[[nodiscard]] Container container_of(std::string_view file);

/// The video codecs that players expect in it, best first. Reentrant.
[[nodiscard]] std::vector<util::VideoCodec> video_codecs(Container container);

/// A new muxer with the request pads "video_%u" and "audio_%u". What it has written can be played also if nothing
/// comes after it: Matroska in clusters and MP4 in fragments of at most a second. When it is ended it becomes a file
/// with a length and an index. Reentrant. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_muxer(Container container);

}  // namespace vchat::recording
