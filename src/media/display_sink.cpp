#include "media/display_sink.hpp"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include <xcb/xcb.h>

#include "glib/owned.hpp"
#include "media/element.hpp"

namespace vchat::media {

namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// True if /dev/dri has a node whose name begins so.
bool has_dri_node(std::string_view prefix) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/dri", error))
    if (entry.path().filename().string().starts_with(prefix)) return true;
  return false;
}

using ConnectionPtr = std::unique_ptr<xcb_connection_t, glib::FreeWith<xcb_disconnect>>;
template <class Reply>
using ReplyPtr = std::unique_ptr<Reply, glib::FreeWith<std::free>>;

/// An X server renders in hardware if it hands out DRI3 buffers and there is a render node to fill them with. Asking
/// OpenGL itself would load a whole software renderer (some 100 MB) to learn that there is no other.
Screen x11_screen() {
  const ConnectionPtr connection(xcb_connect(nullptr, nullptr));
  if (xcb_connection_has_error(connection.get()) != 0) return Screen::none;
  constexpr std::string_view dri3 = "DRI3";
  const auto cookie = xcb_query_extension(connection.get(), dri3.size(), dri3.data());
  const ReplyPtr<xcb_query_extension_reply_t> reply(xcb_query_extension_reply(connection.get(), cookie, nullptr));
  const bool hardware = reply && reply->present != 0 && has_dri_node("renderD") && !is_set("LIBGL_ALWAYS_SOFTWARE");
  return hardware ? Screen::x11_hardware : Screen::x11_software;
}

void set_if_there(GstElement* element, const char* property, gboolean value) {
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), property) != nullptr)
    g_object_set(element, property, value, nullptr);
}

/// A sink shows a picture when it has come: the grid decides when that is.
void show_at_once(GstElement* sink) {
  set_if_there(sink, "sync", FALSE);
  set_if_there(sink, "qos", FALSE);
  set_if_there(sink, "enable-last-sample", FALSE);
}

}  // namespace

Screen find_screen() {
  if (is_set("DISPLAY"))
    if (const auto screen = x11_screen(); screen != Screen::none) return screen;
  if (is_set("WAYLAND_DISPLAY")) return Screen::wayland;
  if (has_dri_node("card")) return Screen::console;
  return Screen::none;
}

glib::RefPtr<GstElement> make_display_sink(Screen screen) {
  const auto factory = [screen]() -> const char* {
    switch (screen) {
      case Screen::x11_software:
        return "ximagesink";
      case Screen::wayland:
        return has_element("waylandsink") ? "waylandsink" : "autovideosink";
      case Screen::console:
        return "kmssink";
      default:
        return "autovideosink";
    }
  }();
  if (screen == Screen::none) return nullptr;
  auto sink = make_element(factory);
  show_at_once(sink.get());
  if (GST_IS_BIN(sink.get())) {
    g_signal_connect(
        sink.get(), "deep-element-added",
        G_CALLBACK(+[](GstBin*, GstBin*, GstElement* element, gpointer) noexcept { show_at_once(element); }), nullptr);
  }
  return sink;
}

}  // namespace vchat::media
