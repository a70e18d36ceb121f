// Which of a camera's modes to use.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/picture_fitter.hpp"

namespace vchat::media {

/// The mode in `offered` (raw video and image/jpeg, with lists and ranges as v4l2src gives them) that is nearest to
/// what is wanted, as fixed caps; nothing if there is none. A mode that is large and fast enough wins over one that is
/// not, the smaller over the larger, raw over JPEG. Reentrant.
[[nodiscard]] glib::RefPtr<GstCaps> choose_mode(GstCaps* offered, const PictureLimits& wanted);

}  // namespace vchat::media
