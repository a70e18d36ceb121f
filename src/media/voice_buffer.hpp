// One voice between the network's jitter and the mixer's even pace.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "media/lateness.hpp"
#include "media/sound.hpp"

namespace vchat::media {

/// Holds received sound back just so long that it is there when it is to be heard. That delay follows the lateness that
/// it measures: it grows at once when sound comes too late and shrinks slowly, but in a pause; sound is stretched to
/// follow it, which takes care of clocks that drift as well. Pauses in the timestamps (discontinuous transmission) are
/// silence, and no seam clicks. Pure logic; reentrant.
class VoiceBuffer {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// Sound comes in order, but for what is late or repeated. `timestamp` of its first sample and `arrival` are running
  /// times.
  void push(ConstSoundSpan sound, nanoseconds timestamp, nanoseconds arrival);
  /// Sound of a pause, which need not be heard: that one time tells how late the next will come.
  void observe(nanoseconds timestamp, nanoseconds arrival) { learn(timestamp, arrival, false); }

  /// Fills `block` (sound_block samples) with what is to be heard from `now` on; false if that is silence. To be called
  /// once for each block, in order.
  bool read(SoundSpan block, nanoseconds now);

  /// From the timestamp of a sample until it is read, smoothed; zero until something was read. In a pause that of the
  /// sound which will end it.
  [[nodiscard]] nanoseconds delay() const { return delay_; }
  /// What delay() strives for.
  [[nodiscard]] nanoseconds target() const { return target_; }

 private:
  /// Where the next sound is expected to begin.
  [[nodiscard]] std::int64_t end() const { return front_ + std::ssize(sound_); }
  [[nodiscard]] bool jumps(std::int64_t error) const;
  void append(ConstSoundSpan sound);
  void append_pause(std::int64_t samples);
  void restart(std::int64_t position);
  void learn(nanoseconds timestamp, nanoseconds arrival, bool too_late);
  void follow_target();
  bool start(SoundSpan block, std::int64_t now);
  void play(SoundSpan block, std::int64_t now);
  void use(std::size_t samples);
  bool fade_away(SoundSpan rest);
  void remember(ConstSoundSpan played);

  static constexpr std::size_t fade_samples = 240;  // 5 ms

  std::vector<std::int16_t> sound_;
  std::int64_t front_ = 0;  // timestamp of sound_[0], in samples; of what is expected next if there is none
  bool anchored_ = false;   // front_ means something
  bool playing_ = false;
  int strays_ = 0;  // late or repeated blocks in a row
  int blocks_to_stretch_ = 0;
  int idle_blocks_ = 0;  // without any sound, in a row

  Lateness lateness_;
  nanoseconds wanted_{0};
  nanoseconds target_{0};
  nanoseconds delay_{0};

  std::array<std::int16_t, fade_samples> last_{};  // what was played last
  bool sounding_ = false;                          // last_ was not faded away yet
};

}  // namespace vchat::media
