// Sources that need no device.
#pragma once

#include "media/capture.hpp"

namespace vchat::media {

/// A moving picture, I420, of exactly that size (pixels) and rate. Reentrant. @throws util::MissingElementError
[[nodiscard]] CaptureSource make_test_picture(int width, int height, int framerate);

/// A short quiet note every second, S16LE, mono, 48 kHz. Reentrant. @throws util::MissingElementError
[[nodiscard]] CaptureSource make_test_sound();

}  // namespace vchat::media
