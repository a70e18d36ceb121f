// Notices when a recording leaves out more than a frame now and then.
#pragma once

#include <chrono>

namespace vchat::recording {

/// Pure logic; not thread-safe.
class DropCounter {
 public:
  /// One more picture; `dropped`: one was left out. True once: when for the first time more than a tenth of some five
  /// seconds was left out.
  [[nodiscard]] bool add(bool dropped, std::chrono::nanoseconds now) {
    if (told_) return false;
    if (now - since_ > period) {
      since_ = now;
      pictures_ = dropped_ = 0;
    }
    ++pictures_;
    if (dropped) ++dropped_;
    told_ = dropped_ >= least && dropped_ * 10 > pictures_ && now - since_ > period / 2;
    return told_;
  }

 private:
  static constexpr std::chrono::seconds period{5};
  static constexpr int least = 5;

  std::chrono::nanoseconds since_{0};
  int pictures_ = 0;
  int dropped_ = 0;
  bool told_ = false;
};

}  // namespace vchat::recording
