// Signal connections that end with their owner.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "glib/executor.hpp"
#include "glib/ref_ptr.hpp"

namespace vchat::glib {

/// A connected handler; disconnects when destroyed and keeps the object alive until then. Thread-bound.
class ScopedSignal {
 public:
  ScopedSignal() noexcept = default;
  ScopedSignal(RefPtr<GObject> object, gulong id) noexcept : object_(std::move(object)), id_(id) {}
  ScopedSignal(ScopedSignal&& other) noexcept : object_(std::move(other.object_)), id_(std::exchange(other.id_, 0)) {}
  ScopedSignal& operator=(ScopedSignal&& other) noexcept {
    reset();
    object_ = std::move(other.object_);
    id_ = std::exchange(other.id_, 0);
    return *this;
  }
  ~ScopedSignal() { reset(); }

  void reset() noexcept {
    if (id_ != 0) g_signal_handler_disconnect(object_.get(), std::exchange(id_, 0));
    object_ = nullptr;
  }

 private:
  RefPtr<GObject> object_;
  gulong id_ = 0;
};

/// Connects `handler`, called in place on whichever thread emits; it must not throw. A handler for an object that may
/// emit on a foreign thread captures no `this`: a disconnected handler may still be running there.
template <class Result, class... Args, class Handler>
[[nodiscard]] ScopedSignal connect(gpointer object, const char* signal, Handler handler) {
  auto* box = new Handler(std::move(handler));
  auto thunk =
      +[](gpointer, Args... args, gpointer data) noexcept -> Result { return (*static_cast<Handler*>(data))(args...); };
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Handler*>(data); };
  const auto id = g_signal_connect_data(object, signal, G_CALLBACK(thunk), box, destroy, GConnectFlags(0));
  return {share(G_OBJECT(object)), id};
}

namespace detail {
inline std::string copied(const char* text) {
  return text ? text : "";
}
template <class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) T copied(T value) {
  return value;
}
template <class T>
requires(std::is_base_of_v<GObject, T> || requires(T * object) { G_OBJECT(object); }) RefPtr<T> copied(T* object) {
  return share(object);
}
}  // namespace detail

/// Connects `handler(T&, args...)`, called on the executor's context with copies of the arguments, as long as the
/// object behind `target` lives then. For objects that emit on foreign threads.
template <class... Args, class T, class Handler>
[[nodiscard]] ScopedSignal connect_posted(gpointer object, const char* signal, const Executor& executor,
                                          std::weak_ptr<T> target, Handler handler) {
  return connect<void, Args...>(object, signal, [executor, target, handler](Args... args) {
    executor.post([target, handler, copies = std::make_tuple(detail::copied(args)...)] {
      if (auto locked = target.lock()) std::apply([&](const auto&... copy) { handler(*locked, copy...); }, copies);
    });
  });
}

}  // namespace vchat::glib
