// When the grid hands over its next picture.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace vchat::media {

/// How often there is a new picture.
struct OutputPace {
  std::chrono::microseconds period{16'667};         // between two, in the mean, at least
  std::optional<std::chrono::microseconds> repeat;  // also when nothing has changed for that long
};

/// Lets what is urgent through at once: at most as many pictures a second as the pace says, and 8 ms at least between
/// two of them (GCRA, ITU-T I.371). One's own picture waits for an urgent one for up to 1/30 s while there are any.
/// Pure logic; reentrant.
class OutputPacer {
 public:
  using Clock = std::chrono::steady_clock;
  using TimePoint = Clock::time_point;

  explicit OutputPacer(OutputPace pace = {}) : pace_(pace) {}

  /// Something changed that is shown as soon as possible.
  void urgent(TimePoint now) {
    if (!urgent_) urgent_ = now;
  }
  /// There is a new frame of one's own camera.
  void own_picture(TimePoint now) {
    if (!own_) own_ = now;
  }
  /// When to draw; nothing if nothing changed.
  [[nodiscard]] std::optional<TimePoint> due() const {
    const auto change = change_due();
    if (!pace_.repeat) return change;
    const auto repeat = last_ + *pace_.repeat;
    return change ? std::min(*change, repeat) : repeat;
  }
  /// All that has changed is drawn now. One that only own pictures made does not keep back an urgent one.
  void drawn(TimePoint now) {
    if (urgent_) last_urgent_ = now;
    if (urgent_ || (own_ && *own_ > last_urgent_ + alone_after)) next_ = std::max(next_, now) + pace_.period;
    last_ = now;
    urgent_.reset();
    own_.reset();
  }

 private:
  [[nodiscard]] std::optional<TimePoint> change_due() const {
    const auto free = next_ - (pace_.period - least_apart);
    if (urgent_) return std::max(*urgent_, free);
    if (!own_) return std::nullopt;
    const bool alone = *own_ > last_urgent_ + alone_after;
    return alone ? std::max(*own_, free) : *own_ + own_wait;
  }

  static constexpr std::chrono::milliseconds least_apart{8};
  static constexpr std::chrono::microseconds own_wait{33'333};
  static constexpr std::chrono::milliseconds alone_after{100};

  OutputPace pace_;
  std::optional<TimePoint> urgent_;
  std::optional<TimePoint> own_;
  TimePoint last_urgent_{};
  TimePoint last_{};
  TimePoint next_{};
};

}  // namespace vchat::media
