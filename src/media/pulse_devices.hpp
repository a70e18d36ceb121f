// The microphones and speakers that PulseAudio has.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace vchat::media {

struct PulseDevice {
  std::string id;    // PulseAudio's name
  std::string name;  // for people
  bool is_default = false;
  bool monitor = false;  // no microphone: what is played on a speaker
};

enum class PulseKind { source, sink };

/// Empty if there is no server. Blocks for some ms; reentrant.
[[nodiscard]] std::vector<PulseDevice> list_pulse_devices(PulseKind kind);

/// The device whose id or name is `wanted`.
[[nodiscard]] std::optional<PulseDevice> find_pulse_device(const std::vector<PulseDevice>& devices,
                                                           const std::string& wanted);

/// What `auto` takes for a microphone: the default one, else the first, but no monitor.
[[nodiscard]] std::optional<PulseDevice> choose_microphone(const std::vector<PulseDevice>& sources);

}  // namespace vchat::media
