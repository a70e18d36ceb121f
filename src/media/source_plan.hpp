// How to open a camera or a microphone.
#pragma once

#include <functional>

#include "media/capture.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// Opens a source, again and again if need be, and tells what its failures mean.
struct SourcePlan {
  MakeSource make;
  std::function<util::DeviceError(const CaptureFailure&)> explain;
};

}  // namespace vchat::media
