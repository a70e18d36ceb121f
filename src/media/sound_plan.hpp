// How sound is encoded for networks that lose packets, or carry little.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

namespace vchat::media {

/// What the network to one listener does with sound.
struct SoundPath {
  double bitrate = std::numeric_limits<double>::infinity();  // what sound may take there, with headers, bit/s
  double loss = 0;                                           // share of packets, 0 to 1
};

struct SoundSettings {
  int bitrate = 32'000;  // bit/s
  int frame_ms = 10;     // of sound in a packet
  int loss_percent = 0;  // what Opus shall expect: above 0 each packet also carries the one before it (in-band FEC)
  friend bool operator==(const SoundSettings&, const SoundSettings&) = default;
};

/// One encoding for all listeners: what the worst path asks for. Worse comes at once, better after a while, so that a
/// path that sways does not change the sound all the time. Pure logic; not thread-safe.
class SoundPlan {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Call a few times a second.
  const SoundSettings& update(std::span<const SoundPath> paths, Time now);
  [[nodiscard]] const SoundSettings& settings() const noexcept { return settings_; }

 private:
  void choose_step(double bitrate, Time now);
  void expect_loss(double loss, Time now);

  SoundSettings settings_;
  std::size_t step_ = 1;
  std::optional<Time> enough_since_;  // for the step above
  std::optional<Time> less_lost_since_;
};

}  // namespace vchat::media
