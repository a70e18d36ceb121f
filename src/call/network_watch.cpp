#include "call/network_watch.hpp"

#include <algorithm>
#include <utility>

namespace vchat::call {

namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds period{500};
constexpr std::chrono::seconds noticed{4};  // soon a peer that hears nothing gives up

}  // namespace

AbsenceMeter::Absence AbsenceMeter::update(Steady steady, Boot boot) {
  const auto ran = steady - std::exchange(steady_, steady);
  const auto passed = boot - std::exchange(boot_, boot);
  if (!std::exchange(begun_, true)) return {};
  return {std::max(nanoseconds(0), passed - ran), std::max(nanoseconds(0), ran - period_)};
}

NetworkWatch::NetworkWatch(const glib::Executor& executor, Observer observer)
    : observer_(std::move(observer)),
      absence_(period),
      addresses_(executor, observer_.on_addresses),
      timer_(glib::every(executor, period, [this] { look(); })) {}

void NetworkWatch::look() {
  const auto [slept, stopped] = absence_.update(std::chrono::steady_clock::now(), util::BootClock::now());
  if (slept >= noticed) return observer_.on_woken();
  if (slept + stopped >= noticed) observer_.on_stopped();
}

}  // namespace vchat::call
