// A GStreamer source of what the ScreenCast portal has granted.
#pragma once

#include <cstdint>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/picture_fitter.hpp"

namespace vchat::screen {

/// @throws util::MissingElementError naming the package
void check_pipewire();

/// I420 within the limits, at its pad "src". `remote` is the caller's, who closes it once the source has ended:
/// GStreamer works on a copy, but finds its connection again by that number. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_pipewire_source(int remote, std::uint32_t node,
                                                            const media::PictureLimits& limits);

}  // namespace vchat::screen
