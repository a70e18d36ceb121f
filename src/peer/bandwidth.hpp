// Shares what the network to one peer carries between sound and picture.
#pragma once

#include <optional>
#include <span>

#include "congestion/answer_watch.hpp"
#include "congestion/controller.hpp"
#include "congestion/rate_meter.hpp"

namespace vchat::peer {

/// Sound is sent whatever happens, and so is again what got lost; the picture gets the rest. It pauses where there is
/// none, and for a moment where the link is jammed: what would be sent then got lost, and kept the queue full in front
/// of the keyframe with which the picture goes on. Thread-bound.
class Bandwidth {
 public:
  using Time = congestion::Time;

  explicit Bandwidth(const congestion::Controller::Bounds& bounds = {}) : controller_(bounds) {}

  void on_feedback(std::span<const congestion::PacketReport> packets, Time now);
  /// Call several times a second. `sound` is what it takes now, bit/s with headers; `picture` says whether something
  /// of one was sent since the last call.
  void tick(double sound, bool picture, Time now);

  /// For the encoder, bit/s; 0: the picture pauses, or waits for a jam to end.
  [[nodiscard]] double picture() const noexcept { return jammed_since_ ? 0 : picture_; }
  /// For what got lost and is sent again, bit/s. Nothing in a jam, since a keyframe follows.
  [[nodiscard]] double repairs() const noexcept { return jammed_since_ ? 0 : most_repairs * controller_.target(); }
  /// The link does not carry a picture.
  [[nodiscard]] bool picture_paused() const noexcept { return picture_ <= 0; }
  [[nodiscard]] const congestion::Controller& controller() const noexcept { return controller_; }

 private:
  static constexpr double most_repairs = 0.3;  // of what the network carries

  void measure_repairs(Time now);
  void heed_jams(bool picture, Time now);
  void end_jam(Time now);
  void share(double sound, Time now);

  congestion::Controller controller_;
  congestion::AnswerWatch answers_;
  double picture_ = 0;
  std::size_t repair_bytes_ = 0;  // since the last tick
  double repairs_ = 0;            // bit/s, smoothed
  std::optional<Time> ticked_;
  std::optional<Time> picture_seen_;
  std::optional<Time> starving_since_;
  std::optional<Time> paused_since_;
  std::optional<Time> jammed_since_;
  congestion::RateMeter passing_;  // of what was sent before
  Time next_jam_{0};
};

}  // namespace vchat::peer
