// Shares what the network to one peer carries between sound and picture.
#pragma once

#include <optional>
#include <span>

#include "congestion/controller.hpp"

namespace vchat::peer {

/// Sound is sent whatever happens, and so is again what got lost; the picture gets the rest, and pauses where there is
/// none. Thread-bound.
class Bandwidth {
 public:
  using Time = congestion::Time;

  explicit Bandwidth(const congestion::Controller::Bounds& bounds = {}) : controller_(bounds) {}

  void on_feedback(std::span<const congestion::PacketReport> packets, Time now);
  /// Call several times a second. `sound` is what it takes now, bit/s with headers; `picture` says whether something
  /// of one was sent since the last call.
  void tick(double sound, bool picture, Time now);

  /// For the encoder, bit/s; 0: the picture pauses.
  [[nodiscard]] double picture() const noexcept { return picture_; }
  [[nodiscard]] const congestion::Controller& controller() const noexcept { return controller_; }

 private:
  void measure_repairs(Time now);

  congestion::Controller controller_;
  double picture_ = 0;
  std::size_t repair_bytes_ = 0;  // since the last tick
  double repairs_ = 0;            // bit/s, smoothed
  std::optional<Time> ticked_;
  std::optional<Time> picture_seen_;
  std::optional<Time> starving_since_;
  std::optional<Time> paused_since_;
};

}  // namespace vchat::peer
