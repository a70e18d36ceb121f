// The way back to the main context for everything that happens on a foreign thread.
#pragma once

#include <functional>

#include "glib/ref_ptr.hpp"

namespace vchat::glib {

/// Queues work on one main context. Copies refer to the same context. Thread-safe.
class Executor {
 public:
  /// The thread-default context of the calling thread.
  Executor();
  explicit Executor(GMainContext* context);

  /// Always queues, never runs in place, also when called on the context itself. What `work` throws as std::exception
  /// is logged as critical. A handler on a foreign thread captures an Executor and a weak_ptr, never `this`.
  void post(std::function<void()> work) const;

  /// True on the thread that runs this context now; thread-bound objects assert it.
  [[nodiscard]] bool inside() const noexcept;

  [[nodiscard]] GMainContext* context() const noexcept { return context_.get(); }

 private:
  RefPtr<GMainContext> context_;
};

}  // namespace vchat::glib
