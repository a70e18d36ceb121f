// The cameras that Linux has.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "util/error.hpp"

namespace vchat::media {

/// A device node that pictures can be captured from, or one that cannot even be opened.
struct CameraDevice {
  std::string node;    // /dev/video0
  std::string name;    // for people; the node if it cannot be opened
  std::string driver;  // e.g. "uvcvideo"
  int open_error = 0;  // errno; 0 if it can be opened
};

/// In the order of their numbers. Blocks for some ms; reentrant.
[[nodiscard]] std::vector<CameraDevice> list_cameras(const std::string& folder = "/dev");

/// A camera whose driver gives only what its sensor gives, for libcamera to make pictures of.
[[nodiscard]] bool needs_libcamera(const CameraDevice& camera);

/// What is wrong with the device node `node`, if anything: not there, denied, in use, no camera. Reentrant.
[[nodiscard]] std::optional<util::DeviceError> check_camera(const std::string& node);

}  // namespace vchat::media
