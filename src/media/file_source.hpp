// A file as camera or microphone.
#pragma once

#include <string>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// The first stream of `path` that `next` (pads "sink" and "src") takes, decoded. `kind` is "video" or "audio".
/// @throws util::DeviceError if there is no such file or it may not be read; what is not media fails when it runs.
[[nodiscard]] glib::RefPtr<GstElement> make_file_source(const std::string& path, const std::string& kind,
                                                        const glib::RefPtr<GstElement>& next);

}  // namespace vchat::media
