// From what --microphone says to something that runs.
#pragma once

#include <optional>

#include "media/local_media.hpp"
#include "media/source_plan.hpp"

namespace vchat::media {

/// Nothing for `none`. Its sources give S16LE, mono, 48 kHz. A device is looked for when a source is made.
/// @throws util::UsageError
[[nodiscard]] std::optional<SourcePlan> find_microphone(const LocalMediaOptions& options);

}  // namespace vchat::media
