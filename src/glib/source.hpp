// Timers and other main loop sources that end with their owner.
#pragma once

#include <chrono>
#include <functional>

#include "glib/executor.hpp"

namespace vchat::glib {

/// An attached GSource; destroyed with this object. Thread-bound to the context that it is attached to.
class ScopedSource {
 public:
  ScopedSource() noexcept = default;
  explicit ScopedSource(RefPtr<GSource> source) noexcept : source_(std::move(source)) {}
  ScopedSource(ScopedSource&&) noexcept = default;
  ScopedSource& operator=(ScopedSource&& other) noexcept {
    reset();
    source_ = std::move(other.source_);
    return *this;
  }
  ~ScopedSource() { reset(); }

  void reset() noexcept {
    if (source_) g_source_destroy(source_.get());
    source_ = nullptr;
  }
  [[nodiscard]] bool active() const noexcept { return source_ && !g_source_is_destroyed(source_.get()); }

 private:
  RefPtr<GSource> source_;
};

/// Calls `work` once after `delay`, on the executor's context. Exceptions are treated as in Executor::post().
[[nodiscard]] ScopedSource after(const Executor& executor, std::chrono::milliseconds delay, std::function<void()> work);

/// Calls `work` every `period`, on the executor's context, first after one period.
[[nodiscard]] ScopedSource every(const Executor& executor, std::chrono::milliseconds period,
                                 std::function<void()> work);

/// Calls `work` whenever the process receives `signal` (SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH).
[[nodiscard]] ScopedSource on_unix_signal(const Executor& executor, int signal, std::function<void()> work);

}  // namespace vchat::glib
