// Readiness of many sockets through one source of the main loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "glib/executor.hpp"
#include "glib/source.hpp"

namespace vchat::server {

/// An epoll set in a main context. GLib looks at each of its sources every time around, so that a source a connection
/// would make every message dearer the more connections there are. Thread-bound to the executor's context.
class Poller {
 public:
  class Watched {
   public:
    virtual void on_ready(bool readable, bool writable) = 0;

   protected:
    ~Watched() = default;
  };

  /// `after_batch` is called when all that was ready at one time has been dealt with; only in there may what is watched
  /// be destroyed. @throws std::system_error
  Poller(const glib::Executor& executor, std::function<void()> after_batch);
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  /// `watched` must be removed before `fd` is closed. @throws std::system_error
  void add(int fd, Watched& watched);
  /// What on_ready() is called for; that the other end has hung up is always told, as readable.
  void watch(int fd, Watched& watched, bool readable, bool writable);
  void remove(int fd) noexcept;

  /// Has `after_batch` called soon: something has happened that no socket tells of.
  void wake();

 private:
  void dispatch();
  void control(int operation, int fd, Watched& watched, std::uint32_t events);

  const glib::Executor executor_;
  int epoll_;
  std::function<void()> after_batch_;
  glib::ScopedSource source_;
  glib::ScopedSource wake_;
};

}  // namespace vchat::server
