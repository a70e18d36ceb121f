// The rate that delays allow.
#pragma once

#include "congestion/overuse_detector.hpp"

namespace vchat::congestion {

/// Rate control on signs of overuse: draft-ietf-rmcat-gcc-02, section 5.5, with additions of ours. Until the first sign
/// of a full link the rate is doubled again and again; a queue that stands without growing is emptied; up to what the
/// link was seen to carry the rate comes back fast, and so it goes beyond that after a while without any queue.
/// Not thread-safe.
class DelayControl {
 public:
  DelayControl(double least, double start, double most);

  struct Input {
    Usage usage = Usage::normal;
    std::optional<double> arriving;  // bit/s, of RateMeter
    std::optional<double> passing;   // likewise, RateMeter::recent()
    Time standing{};                 // of QueueDelay
    Time recent{};                   // likewise
    Time round_trip{};               // from sending to feedback
    bool may_grow = true;            // false while losses forbid it
  };
  /// `now` never goes back. Call once for each feedback.
  void update(const Input& input, Time now);

  /// bit/s.
  [[nodiscard]] double rate() const noexcept { return rate_; }
  /// True once the link was seen to be full.
  [[nodiscard]] bool knows_capacity() const noexcept { return capacity_.has_value(); }
  /// Something else allows no more than this.
  void limit(double rate);
  /// Nothing is known of the network: grow as at the start, until the first sign of a full link.
  void restart() noexcept { starting_ = true; }
  /// No growth as at the start any more.
  void settle() noexcept { starting_ = false; }

 private:
  enum class State { increase, hold };

  [[nodiscard]] bool must_drain(const Input& input, Time now);
  [[nodiscard]] bool must_brake(const Input& input);
  void brake();
  void decrease(const Input& input);
  void drain(const Input& input);
  void come_back();
  void increase(const Input& input, double passed, Time now);
  /// By which factor the rate grows in a second; nothing: by little steps.
  [[nodiscard]] std::optional<double> growth(Time now) const;
  void learn_capacity(double arriving);

  double least_;
  double most_;
  double rate_;
  State state_ = State::increase;
  bool starting_ = true;
  std::optional<double> capacity_;  // bit/s: what arrived when the link was full
  std::optional<Time> updated_;
  std::optional<Time> drained_;
  Time next_drain_{};
  int drains_ = 0;
  bool emptying_ = false;
  bool queue_begins_ = false;
  // Neither overuse nor a queue since then, at a rate near the capacity or above, and at one beyond it.
  Time quiet_since_{};
  Time beyond_since_{};
};

}  // namespace vchat::congestion
