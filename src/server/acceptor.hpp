// Accepts TCP connections, some at a time.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <gio/gio.h>

#include "glib/executor.hpp"
#include "glib/ref_ptr.hpp"
#include "glib/source.hpp"

namespace vchat::server {

/// Without a descriptor for a new connection it rests for a second; who comes meanwhile waits in the kernel's queue.
/// Thread-bound to the executor's context.
class Acceptor {
 public:
  /// `on_accepted` is called with each connection.
  Acceptor(const glib::Executor& executor, std::function<void(const glib::RefPtr<GSocket>&)> on_accepted)
      : executor_(executor), on_accepted_(std::move(on_accepted)) {}
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// `listening`: a socket that listens.
  void add(glib::RefPtr<GSocket> listening);
  /// Closes the sockets.
  void stop();

 private:
  struct Listener {
    glib::RefPtr<GSocket> socket;
    glib::ScopedSource source;
  };

  void watch(Listener& listener);
  void accept_some(const glib::RefPtr<GSocket>& listening);
  void rest();

  const glib::Executor executor_;
  const std::function<void(const glib::RefPtr<GSocket>&)> on_accepted_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  glib::ScopedSource resting_;
};

}  // namespace vchat::server
