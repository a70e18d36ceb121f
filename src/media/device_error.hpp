// What went wrong with a device, in words that help.
#pragma once

#include <string>
#include <string_view>

#include "media/capture.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// "missing", "denied", "busy", "unplugged", "unusable".
[[nodiscard]] std::string_view problem_name(util::DeviceProblem problem);

/// What the errno of opening a device node means. `what` is the device for people, e.g. "the camera /dev/video0";
/// `group` the Unix group that may use such devices. Reentrant.
[[nodiscard]] util::DeviceError explain_node_error(const std::string& what, const std::string& node,
                                                   const std::string& group, int error);

/// What the failure of a source means. Reentrant.
[[nodiscard]] util::DeviceError explain_failure(const std::string& what, const std::string& node,
                                                const std::string& group, const CaptureFailure& failure);

/// The names of other processes that have `node` open, as far as /proc tells this user: "firefox (1234), cheese (99)".
[[nodiscard]] std::string users_of(const std::string& node);

}  // namespace vchat::media
