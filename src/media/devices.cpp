#include "media/devices.hpp"

#include <set>

#include "media/camera_devices.hpp"
#include "media/codec_probe.hpp"
#include "media/pulse_devices.hpp"

namespace vchat::media {

namespace {

std::string details_of(const CameraDevice& camera) {
  if (camera.open_error != 0) return "cannot be opened; vchat join --camera " + camera.node + " says why";
  return needs_libcamera(camera) ? camera.driver + ", through libcamera" : camera.driver;
}

void add_cameras(std::vector<Device>& devices) {
  bool first = true;
  for (const auto& camera : list_cameras()) {
    const bool usable = camera.open_error == 0;
    devices.push_back({DeviceKind::camera, camera.node, camera.name, usable && first, details_of(camera)});
    first = first && !usable;
  }
}

void add_sound(std::vector<Device>& devices) {
  const auto sources = list_pulse_devices(PulseKind::source);
  const auto automatic = choose_microphone(sources);
  for (const auto& source : sources)
    if (!source.monitor)
      devices.push_back({DeviceKind::microphone, source.id, source.name, automatic->id == source.id, "PulseAudio"});
  for (const auto& sink : list_pulse_devices(PulseKind::sink))
    devices.push_back({DeviceKind::speaker, sink.id, sink.name, sink.is_default, "PulseAudio"});
}

void add_encoders(std::vector<Device>& devices) {
  std::set<util::VideoCodec> seen;
  for (const auto& encoder : working_encoders())
    devices.push_back({DeviceKind::encoder, encoder.factory, encoder.name, seen.insert(encoder.codec).second,
                       std::string(util::codec_name(encoder.codec))});
}

}  // namespace

std::vector<Device> list_devices() {
  std::vector<Device> devices;
  add_cameras(devices);
  add_sound(devices);
  add_encoders(devices);
  return devices;
}

}  // namespace vchat::media
