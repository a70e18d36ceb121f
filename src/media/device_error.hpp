// What went wrong with a device, in words that help.
#pragma once

#include <string>
#include <string_view>

#include "media/capture.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// "missing", "denied", "busy", "unplugged", "unusable".
[[nodiscard]] std::string_view problem_name(util::DeviceProblem problem);

/// What `failure` of a source means. `what` is its name for people, e.g. "camera /dev/video0"; `node` its device node,
/// or empty; `group` the group that may use it ("video", "audio"). Reentrant.
[[nodiscard]] util::DeviceError explain_failure(const std::string& what, const std::string& node,
                                                const std::string& group, const CaptureFailure& failure);

}  // namespace vchat::media
