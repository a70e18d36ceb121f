// One's own camera and microphone: captured once, encoded once for everybody.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "media/encoded_stream.hpp"
#include "media/frame_sink.hpp"
#include "util/error.hpp"
#include "util/video_codec.hpp"

namespace vchat::media {

/// What to capture and send; the strings are those of `vchat join` (vchat-join(1)): `auto`, `none`, `test`, a device,
/// `file:PATH` or `gst:DESCRIPTION`.
struct LocalMediaOptions {
  std::string camera = "auto";
  std::string microphone = "auto";
  int width = 640;   // pixels
  int height = 360;  // pixels
  int framerate = 30;
  int video_bitrate = 1'000'000;  // bit/s
  bool audio_processing = true;   // noise suppression, gain control and, if there is something to cancel, the echo
  bool echo_cancel = false;       // a Playback with an echo probe was made before
};

/// What is being captured now. A device that was unplugged, muted or switched off is false.
struct CaptureState {
  bool audio = false;
  bool video = false;
  friend bool operator==(const CaptureState&, const CaptureState&) = default;
};

/// Called on the main context, never from within a call into LocalMedia.
struct LocalMediaObserver {
  /// `code` is stable and for programs (e.g. "camera-missing", "camera-busy", "microphone-denied", "camera-unplugged",
  /// "camera-back"); `message` says what to do.
  std::function<void(std::string code, std::string message)> on_warning;
  std::function<void(CaptureState)> on_state;
};

/// Thread-bound to the main context; the streams that it hands out are thread-safe and may outlive it (they are silent
/// then).
class LocalMedia {
 public:
  /// @throws util::DeviceError if a device or file that was named cannot be used; for `auto` that is a warning.
  /// @throws util::UsageError for a malformed `gst:`; util::MissingElementError.
  [[nodiscard]] static std::unique_ptr<LocalMedia> create(const LocalMediaOptions& options,
                                                          LocalMediaObserver observer);
  virtual ~LocalMedia() = default;

  /// Nothing if there is no camera (`none`, or `auto` without one). The encoder of a codec runs while somebody
  /// subscribes.
  /// @throws util::MissingElementError if no encoder of that codec works here.
  [[nodiscard]] virtual std::shared_ptr<EncodedStream> video(util::VideoCodec codec) = 0;
  /// Opus, mono, 48 kHz, packets of 10 to 40 ms. Nothing if there is no microphone.
  [[nodiscard]] virtual std::shared_ptr<EncodedStream> audio() = 0;
  /// Own picture: raw video, as captured (not mirrored).
  virtual void set_preview(SampleConsumer preview) = 0;

  /// Own sound as it is sent, after mute: S16LE, mono, 48 kHz. The subscription may outlive this object.
  [[nodiscard]] virtual std::unique_ptr<Subscription> listen(SampleConsumer consumer) = 0;

  virtual void set_muted(bool muted) = 0;
  /// Off releases the camera: its light goes out.
  virtual void set_camera_on(bool on) = 0;
  [[nodiscard]] virtual CaptureState state() const = 0;
  /// Level of the microphone, dBFS (0 is full scale, -100 silence), over the last 100 ms; after mute.
  [[nodiscard]] virtual double microphone_level() const = 0;
};

/// The video codecs that this machine can both encode and decode, in vchat's order of preference. Encoders are probed
/// with real frames; the result is kept for the process.
[[nodiscard]] std::vector<util::VideoCodec> working_codecs();

}  // namespace vchat::media
