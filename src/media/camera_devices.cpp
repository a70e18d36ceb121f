#include "media/camera_devices.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "media/device_error.hpp"

namespace vchat::media {

namespace {

/// An open device node; the descriptor is -1 if it cannot be opened.
class Node {
 public:
  explicit Node(const std::string& path) : descriptor_(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK)) {
    error_ = descriptor_ < 0 ? errno : 0;
  }
  ~Node() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] int error() const noexcept { return error_; }
  [[nodiscard]] std::optional<v4l2_capability> capability() const {
    v4l2_capability found{};
    if (descriptor_ < 0 || ioctl(descriptor_, VIDIOC_QUERYCAP, &found) != 0) return std::nullopt;
    return found;
  }

 private:
  int descriptor_;
  int error_ = 0;
};

bool captures(const v4l2_capability& capability) {
  const auto what = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
  // Converters and codecs capture as well as they put out; a camera does not put out.
  return (what & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) != 0 && (what & V4L2_CAP_VIDEO_OUTPUT) == 0;
}

int number_of(const std::string& file_name) {
  constexpr std::string_view prefix = "video";
  int number = -1;
  if (!file_name.starts_with(prefix)) return -1;
  const auto* end = file_name.data() + file_name.size();
  const auto parsed = std::from_chars(file_name.data() + prefix.size(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end ? number : -1;
}

template <std::size_t Size>
std::string text_of(const __u8 (&bytes)[Size]) {
  const auto* begin = reinterpret_cast<const char*>(bytes);
  return {begin, strnlen(begin, Size)};
}

}  // namespace

std::vector<CameraDevice> list_cameras(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (const int number = number_of(entry.path().filename()); number >= 0) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end());
  std::vector<CameraDevice> cameras;
  for (const int number : numbers) {
    const auto path = folder + "/video" + std::to_string(number);
    const Node node(path);
    const auto capability = node.capability();
    if (node.error() != 0)
      cameras.push_back({path, path, "", node.error()});
    else if (capability && captures(*capability))
      cameras.push_back({path, text_of(capability->card), text_of(capability->driver), 0});
  }
  return cameras;
}

bool needs_libcamera(const CameraDevice& camera) {
  return camera.driver == "unicam" || camera.driver.starts_with("bcm2835-isp") || camera.driver.starts_with("rp1-cfe");
}

std::optional<util::DeviceError> check_camera(const std::string& path) {
  const Node node(path);
  if (node.error() != 0) return explain_node_error("the camera " + path, path, "video", node.error());
  const auto capability = node.capability();
  if (capability && captures(*capability)) return std::nullopt;
  return util::DeviceError(util::DeviceProblem::unusable, path + " is not a camera; vchat list-devices shows what is");
}

}  // namespace vchat::media
