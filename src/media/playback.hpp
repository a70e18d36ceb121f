// The speaker: mixes the voices and plays them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "media/audio_mixer.hpp"
#include "media/sound.hpp"

namespace vchat::media {

/// Thread-bound to the main context; the mixer is thread-safe and may outlive it (it is silent then).
class Playback {
 public:
  /// `speaker` as in vchat-join(1): `auto`, `none`, a device or `gst:DESCRIPTION`. `echo_probe`: offers what is played
  /// to the echo canceller of the microphone. `on_warning` as in LocalMediaObserver, codes "speaker-…".
  /// @throws util::DeviceError if a speaker that was named cannot be used; for `auto` that is a warning.
  [[nodiscard]] static std::unique_ptr<Playback> create(
      const std::string& speaker, bool echo_probe,
      std::function<void(std::string code, std::string message)> on_warning);
  virtual ~Playback() = default;
  [[nodiscard]] virtual std::shared_ptr<AudioMixer> mixer() = 0;

  /// Gets what is played, also where there is no speaker: blocks of 10 ms that follow each other, with the running time
  /// at which each is to be heard. On the mixer's thread; must return soon and must not throw.
  using Tap = std::function<void(ConstSoundSpan block, std::chrono::nanoseconds heard)>;
  /// The former one is not running any more when this has returned.
  virtual void set_tap(Tap tap) = 0;
};

/// The name of the webrtcechoprobe element that Playback makes and the microphone's webrtcdsp looks for.
inline constexpr const char* echo_probe_name = "vchat-echo-probe";

}  // namespace vchat::media
