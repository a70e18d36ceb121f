// From what --camera says to something that runs.
#pragma once

#include <optional>

#include "media/local_media.hpp"
#include "media/source_plan.hpp"

namespace vchat::media {

/// Nothing for `none`. Its sources give I420 of at most the size and rate of the options. A device is looked for when a
/// source is made. @throws util::UsageError
[[nodiscard]] std::optional<SourcePlan> find_camera(const LocalMediaOptions& options);

}  // namespace vchat::media
