// Which codecs really work here.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// Encodes a few real frames with `encoder` (pads "sink" and "src"), then decodes them if there is a `decoder`; true if
/// pictures come out within two seconds. Blocks; reentrant.
[[nodiscard]] bool passes_frames(const glib::RefPtr<GstElement>& encoder, const glib::RefPtr<GstElement>& decoder);

}  // namespace vchat::media
