// The mixer's own thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include <gst/gst.h>

#include "media/sound.hpp"
#include "media/voice_mixer.hpp"

namespace vchat::media {

/// Mixes a block each 10 ms of the common clock, from construction to destruction, whether anybody listens or not:
/// voices are consumed and speakers noticed without a device as well. Thread-safe.
class MixLoop {
 public:
  /// Gets each block and its running time, on the loop's thread; must not throw.
  using Output = std::function<void(ConstSoundSpan block, GstClockTime time)>;

  explicit MixLoop(std::shared_ptr<VoiceMixer> mixer);
  ~MixLoop();
  MixLoop(const MixLoop&) = delete;
  MixLoop& operator=(const MixLoop&) = delete;

  /// The former output is not running any more when this has returned. Nothing: what is mixed is dropped.
  void set_output(Output output);
  /// Gets the same blocks beside the output; as set_output().
  void set_tap(Output tap);

 private:
  void run();
  void mix_until(GstClockTime now);

  const std::shared_ptr<VoiceMixer> mixer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  Output output_;
  Output tap_;
  GstClockTime next_;
  std::thread thread_;
};

}  // namespace vchat::media
