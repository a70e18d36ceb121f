// From what --microphone says to something that runs.
#pragma once

#include <optional>

#include "media/camera_source.hpp"

namespace vchat::media {

/// Nothing for `none`. Its sources give S16LE, mono, 48 kHz.
/// @throws util::UsageError, util::DeviceError, util::MissingElementError as LocalMedia::create()
[[nodiscard]] std::optional<SourcePlan> find_microphone(const LocalMediaOptions& options);

}  // namespace vchat::media
