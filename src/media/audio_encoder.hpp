// Opus for voices.
#pragma once

#include <memory>
#include <mutex>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/sound_plan.hpp"

namespace vchat::media {

/// What a running encoder shall do from its next frame on. Thread-safe.
class SoundControl {
 public:
  void set(const SoundSettings& settings) {
    const std::lock_guard lock(mutex_);
    settings_ = settings;
  }
  [[nodiscard]] SoundSettings get() const {
    const std::lock_guard lock(mutex_);
    return settings_;
  }

 private:
  mutable std::mutex mutex_;
  SoundSettings settings_;
};

/// An encoder with the pads "sink" (S16LE, mono, 48 kHz) and "src" (Opus packets as `control` says; while it is
/// silent only two or three a second). Reentrant.
/// @throws util::MissingElementError
[[nodiscard]] glib::RefPtr<GstElement> make_audio_encoder(std::shared_ptr<const SoundControl> control);

}  // namespace vchat::media
