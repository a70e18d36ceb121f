// What breaks connections without a word: addresses that are gone, a machine that slept.
#pragma once

#include <chrono>
#include <functional>

#include "glib/address_watch.hpp"
#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "util/boot_clock.hpp"

namespace vchat::call {

/// Tells a machine that slept from a program that was stopped or starved. Pure logic; not thread-safe.
class AbsenceMeter {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  using Boot = util::BootClock::time_point;

  struct Absence {
    std::chrono::nanoseconds slept{0};    // the whole machine
    std::chrono::nanoseconds stopped{0};  // this program alone
  };

  /// `period`: how often update() is called.
  explicit AbsenceMeter(std::chrono::nanoseconds period) : period_(period) {}

  /// What was missed since the last call.
  [[nodiscard]] Absence update(Steady steady, Boot boot);

 private:
  std::chrono::nanoseconds period_;
  bool begun_ = false;
  Steady steady_{};
  Boot boot_{};
};

/// Thread-bound to the main context.
class NetworkWatch {
 public:
  struct Observer {
    std::function<void(const glib::Addresses& before, const glib::Addresses& now)> on_addresses;
    /// The machine slept for so long that the others have given it up.
    std::function<void()> on_woken;
    /// This program did not run for some seconds.
    std::function<void()> on_stopped;
  };

  NetworkWatch(const glib::Executor& executor, Observer observer);

 private:
  void look();

  const Observer observer_;
  AbsenceMeter absence_;
  glib::AddressWatch addresses_;
  glib::ScopedSource timer_;
};

}  // namespace vchat::call
