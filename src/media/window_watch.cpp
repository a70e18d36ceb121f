#define G_LOG_DOMAIN "vchat-media"

#include "media/window_watch.hpp"

#include <cstdlib>
#include <exception>
#include <utility>

#include <glib-unix.h>

namespace vchat::media {

namespace {

using EventPtr = std::unique_ptr<xcb_generic_event_t, glib::FreeWith<std::free>>;

bool is_configure(const xcb_generic_event_t& event) {
  return (event.response_type & 0x7f) == XCB_CONFIGURE_NOTIFY;
}

}  // namespace

WindowWatch::WindowWatch(const glib::Executor& executor, xcb_window_t window, std::function<void(int, int)> on_size)
    : connection_(xcb_connect(nullptr, nullptr)), on_size_(std::move(on_size)) {
  const std::uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  xcb_change_window_attributes(connection_.get(), window, XCB_CW_EVENT_MASK, &events);
  xcb_flush(connection_.get());
  if (xcb_connection_has_error(connection_.get()) != 0) return;

  auto source = glib::adopt(g_unix_fd_source_new(xcb_get_file_descriptor(connection_.get()), G_IO_IN));
  const GUnixFDSourceFunc on_readable = [](gint, GIOCondition, gpointer self) noexcept -> gboolean {
    return static_cast<WindowWatch*>(self)->read_events();
  };
  g_source_set_callback(source.get(), G_SOURCE_FUNC(on_readable), this, nullptr);
  g_source_attach(source.get(), executor.context());
  source_ = glib::ScopedSource(std::move(source));
}

/// False when the server is gone. Only the last of several sizes counts.
bool WindowWatch::read_events() {
  std::pair<int, int> size{0, 0};
  while (const EventPtr event{xcb_poll_for_event(connection_.get())}) {
    if (!is_configure(*event)) continue;
    const auto& configure = reinterpret_cast<const xcb_configure_notify_event_t&>(*event);
    size = {configure.width, configure.height};
  }
  if (size.first > 0 && size.second > 0) on_size_(size.first, size.second);
  return xcb_connection_has_error(connection_.get()) == 0;
}

}  // namespace vchat::media
