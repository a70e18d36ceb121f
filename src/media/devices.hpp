// The cameras, microphones, speakers, encoders and screens of this machine.
#pragma once

#include <string>
#include <vector>

namespace vchat::media {

enum class DeviceKind { camera, microphone, speaker, encoder, screen };

struct Device {
  DeviceKind kind = DeviceKind::camera;
  std::string id;    // what --camera, --microphone and --speaker take: /dev/video0, a PulseAudio name, an element
  std::string name;  // for people; also taken by those options
  bool is_default = false;
  std::string details;  // the driver of a camera, the codec of an encoder …
};

/// Everything but screens that works here; encoders are probed with real frames. Blocks for up to a second or so;
/// reentrant.
[[nodiscard]] std::vector<Device> list_devices();

}  // namespace vchat::media
