// Sources that need no device.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/picture_fitter.hpp"

namespace vchat::media {

/// A moving picture, I420, of exactly that size and rate. Reentrant. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_test_picture(const PictureLimits& size);

/// A quiet tone of 440 Hz, S16LE, mono, 48 kHz. Reentrant. @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_test_sound();

}  // namespace vchat::media
