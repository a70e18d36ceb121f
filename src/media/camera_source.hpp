// From what --camera says to something that runs.
#pragma once

#include <functional>
#include <optional>

#include "media/capture.hpp"
#include "media/local_media.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// How to open a source, again and again if need be, and what its failures mean.
struct SourcePlan {
  MakeSource make;
  std::function<util::DeviceError(const CaptureFailure&)> explain;
};

/// Nothing for `none`. Its sources give I420 of at most the size and rate of the options.
/// @throws util::UsageError, util::DeviceError, util::MissingElementError as LocalMedia::create()
[[nodiscard]] std::optional<SourcePlan> find_camera(const LocalMediaOptions& options);

}  // namespace vchat::media
