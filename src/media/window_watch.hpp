// Learns the size of a window of X11 that a sink has opened.
#pragma once

#include <functional>
#include <memory>

#include <xcb/xcb.h>

#include "glib/executor.hpp"
#include "glib/owned.hpp"
#include "glib/source.hpp"

namespace vchat::media {

/// Calls back on the executor's context with the size in pixels whenever somebody has resized the window. Over a
/// connection of its own: that of the sink belongs to the sink's threads. Thread-bound to that context.
class WindowWatch {
 public:
  WindowWatch(const glib::Executor& executor, xcb_window_t window, std::function<void(int width, int height)> on_size);
  WindowWatch(const WindowWatch&) = delete;
  WindowWatch& operator=(const WindowWatch&) = delete;

 private:
  bool read_events();

  std::unique_ptr<xcb_connection_t, glib::FreeWith<xcb_disconnect>> connection_;
  std::function<void(int, int)> on_size_;
  glib::ScopedSource source_;
};

}  // namespace vchat::media
