// Runs the main context until something has happened, with a bound.
#pragma once

#include <chrono>
#include <functional>

#include <glib.h>

#include "glib/source.hpp"

namespace vchat::test {

/// Iterates the default main context until `done` is true; false if that took longer than `bound`.
inline bool run_until(const std::function<bool()>& done, std::chrono::milliseconds bound = std::chrono::seconds(20)) {
  const glib::Executor executor(g_main_context_default());
  bool late = false;
  const auto timeout = glib::after(executor, bound, [&] { late = true; });
  // Conditions may become true on other threads: look again every few milliseconds.
  const auto tick = glib::every(executor, std::chrono::milliseconds(5), [] {});
  while (!done()) {
    if (late) return false;
    g_main_context_iteration(nullptr, TRUE);
  }
  return true;
}

}  // namespace vchat::test
