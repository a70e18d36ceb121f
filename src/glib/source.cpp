#define G_LOG_DOMAIN "vchat-glib"

#include "glib/source.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <glib-unix.h>

namespace vchat::glib {

namespace {

struct Call {
  std::function<void()> work;
  gboolean again;
};

gboolean run(gpointer data) noexcept {
  // A copy: the work may destroy the source that owns it.
  const auto call = *static_cast<Call*>(data);
  try {
    call.work();
  } catch (const std::exception& error) {
    g_critical("unexpected error in a timer: %s", error.what());
  }
  return call.again;
}

ScopedSource attach(const Executor& executor, RefPtr<GSource> source, std::function<void()> work, gboolean again) {
  g_source_set_callback(source.get(), &run, new Call{std::move(work), again},
                        [](gpointer data) { delete static_cast<Call*>(data); });
  g_source_attach(source.get(), executor.context());
  return ScopedSource(std::move(source));
}

guint interval(std::chrono::milliseconds time) {
  return static_cast<guint>(std::max<std::int64_t>(0, time.count()));
}

}  // namespace

ScopedSource after(const Executor& executor, std::chrono::milliseconds delay, std::function<void()> work) {
  return attach(executor, adopt(g_timeout_source_new(interval(delay))), std::move(work), G_SOURCE_REMOVE);
}

ScopedSource every(const Executor& executor, std::chrono::milliseconds period, std::function<void()> work) {
  return attach(executor, adopt(g_timeout_source_new(interval(period))), std::move(work), G_SOURCE_CONTINUE);
}

ScopedSource on_unix_signal(const Executor& executor, int signal, std::function<void()> work) {
  return attach(executor, adopt(g_unix_signal_source_new(signal)), std::move(work), G_SOURCE_CONTINUE);
}

}  // namespace vchat::glib
