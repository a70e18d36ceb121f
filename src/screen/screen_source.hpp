// From a target to something that runs.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/picture_fitter.hpp"
#include "screen/target.hpp"

namespace vchat::screen {

/// A source of I420 within the limits, at its pad "src"; for every kind but `none` and `portal`. Thread-bound to
/// the main context.
/// @throws util::DeviceError, util::UsageError for a malformed description, util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_screen_source(const Target& target, const media::PictureLimits& limits);

}  // namespace vchat::screen
