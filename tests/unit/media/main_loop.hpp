// Waiting for what happens on the main context.
#pragma once

#include <chrono>
#include <functional>

#include "glib/source.hpp"

namespace vchat::media {

/// Runs the main context until `done`, for at most `limit`; false if that was reached.
inline bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  bool late = false;
  const glib::Executor executor;
  auto timer = glib::after(executor, limit, [&] { late = true; });
  auto tick = glib::every(executor, std::chrono::milliseconds(5), [] {});  // `done` may depend on other threads
  while (!done() && !late) g_main_context_iteration(executor.context(), TRUE);
  return !late;
}

}  // namespace vchat::media
