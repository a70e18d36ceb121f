// What an X server has to show.
#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <xcb/xcb.h>

#include "glib/owned.hpp"
#include "media/canvas.hpp"

namespace vchat::screen {

/// What a request brought, or its error.
template <class Reply>
using ReplyPtr = std::unique_ptr<Reply, glib::FreeWith<std::free>>;

using ConnectionPtr = std::unique_ptr<xcb_connection_t, glib::FreeWith<xcb_disconnect>>;

struct Monitor {
  std::string name;  // "HDMI-1"
  media::Rect area;  // of the whole screen
  bool primary = false;
};

struct Window {
  xcb_window_t id = 0;
  std::string title;  // UTF-8
};

/// Of a window.
struct Geometry {
  media::Rect area;  // on the screen, without its border
  int border = 0;    // pixels
  int depth = 0;     // bits
};

/// A connection of its own. Through xcb, because Xlib ends the process when the server goes, and by default also when a
/// window goes at the wrong moment. What asks the server throws util::DeviceError if it does not answer within 2 s;
/// only the rest of an answer that has begun to come is waited for. Not thread-safe.
class X11 {
 public:
  /// To the server that DISPLAY names. @throws util::DeviceError saying what to do
  X11();

  /// What a request brought; nothing if it failed, or the server is gone. Takes xcb's own function for that reply,
  /// which would wait without end: reply(xcb_get_geometry_reply, xcb_get_geometry(...)).
  template <class Reply, class Cookie>
  [[nodiscard]] ReplyPtr<Reply> reply(Reply* (*)(xcb_connection_t*, Cookie, xcb_generic_error_t**),
                                      Cookie cookie) const {
    return ReplyPtr<Reply>(static_cast<Reply*>(wait_for_reply(cookie.sequence)));
  }
  /// Null where the server does not have it. Call it before the first request of an extension: xcb asks for it then,
  /// and waits without end.
  [[nodiscard]] const xcb_query_extension_reply_t* extension(xcb_extension_t& which) const;

  [[nodiscard]] xcb_connection_t* connection() const noexcept { return connection_.get(); }
  [[nodiscard]] const xcb_screen_t& screen() const noexcept { return *screen_; }
  /// False once the server is gone.
  [[nodiscard]] bool alive() const { return xcb_connection_has_error(connection_.get()) == 0; }

  /// The primary one first; at least one.
  [[nodiscard]] std::vector<Monitor> monitors() const;
  /// Those with a title: of the window manager's list, or else the children of the root.
  [[nodiscard]] std::vector<Window> windows() const;
  /// Nothing if there is no such window.
  [[nodiscard]] std::optional<Geometry> geometry(xcb_window_t window) const;

 private:
  [[nodiscard]] void* wait_for_reply(unsigned sequence) const;
  [[nodiscard]] xcb_atom_t atom(const std::string& name) const;
  [[nodiscard]] std::string property(xcb_window_t window, xcb_atom_t name) const;
  [[nodiscard]] std::string title_of(xcb_window_t window) const;
  [[nodiscard]] std::vector<xcb_window_t> candidates() const;

  ConnectionPtr connection_;
  xcb_screen_t* screen_ = nullptr;
};

/// The id that `text` names: 0x… or decimal. 0 if it is no number. Reentrant.
[[nodiscard]] xcb_window_t window_id(const std::string& text);

/// "0x1c00007". Reentrant.
[[nodiscard]] std::string window_name(xcb_window_t window);

}  // namespace vchat::screen
