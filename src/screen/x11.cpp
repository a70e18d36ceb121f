#include "screen/x11.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include <xcb/randr.h>

#include "util/error.hpp"

namespace vchat::screen {

namespace {

using util::DeviceError;
using util::DeviceProblem;

constexpr std::uint32_t longest_property = 1024;  // words of four bytes

std::string valid_utf8(const std::string& text) {
  return glib::GCharPtr(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()))).get();
}

}  // namespace

X11::X11() {
  const char* display = g_getenv("DISPLAY");
  if (display == nullptr || *display == '\0')
    throw DeviceError(DeviceProblem::missing,
                      "there is no X server to share a screen of: DISPLAY is not set. Run vchat within the desktop, or "
                      "say which one, for example DISPLAY=:0");
  int number = 0;
  connection_.reset(xcb_connect(nullptr, &number));
  if (!alive())
    throw DeviceError(DeviceProblem::denied, "the X server " + std::string(display) +
                                                 " cannot be reached, or does not let you in; run vchat as the user "
                                                 "whose desktop that is, or correct DISPLAY and XAUTHORITY");
  auto screens = xcb_setup_roots_iterator(xcb_get_setup(connection_.get()));
  for (; number > 0 && screens.rem > 1; --number) xcb_screen_next(&screens);
  screen_ = screens.data;
}

std::vector<Monitor> X11::monitors() const {
  std::vector<Monitor> monitors;
  const ReplyPtr<xcb_randr_get_monitors_reply_t> reply(xcb_randr_get_monitors_reply(
      connection_.get(), xcb_randr_get_monitors(connection_.get(), screen_->root, 1), nullptr));
  if (reply) {
    for (auto each = xcb_randr_get_monitors_monitors_iterator(reply.get()); each.rem > 0;
         xcb_randr_monitor_info_next(&each)) {
      const auto& info = *each.data;
      const ReplyPtr<xcb_get_atom_name_reply_t> name(
          xcb_get_atom_name_reply(connection_.get(), xcb_get_atom_name(connection_.get(), info.name), nullptr));
      std::string text;
      if (name) text.assign(xcb_get_atom_name_name(name.get()), name->name_len);
      monitors.push_back({valid_utf8(text), {info.x, info.y, info.width, info.height}, info.primary != 0});
    }
  }
  if (monitors.empty())
    monitors.push_back({"screen", {0, 0, screen_->width_in_pixels, screen_->height_in_pixels}, true});
  std::stable_partition(monitors.begin(), monitors.end(), [](const Monitor& monitor) { return monitor.primary; });
  return monitors;
}

xcb_atom_t X11::atom(const std::string& name) const {
  const ReplyPtr<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
      connection_.get(), xcb_intern_atom(connection_.get(), 1, static_cast<std::uint16_t>(name.size()), name.c_str()),
      nullptr));
  return reply ? reply->atom : xcb_atom_t{XCB_ATOM_NONE};
}

std::string X11::property(xcb_window_t window, xcb_atom_t name) const {
  if (name == XCB_ATOM_NONE) return {};
  const ReplyPtr<xcb_get_property_reply_t> reply(xcb_get_property_reply(
      connection_.get(),
      xcb_get_property(connection_.get(), 0, window, name, XCB_GET_PROPERTY_TYPE_ANY, 0, longest_property), nullptr));
  if (!reply) return {};
  return {static_cast<const char*>(xcb_get_property_value(reply.get())),
          static_cast<std::size_t>(xcb_get_property_value_length(reply.get()))};
}

std::string X11::title_of(xcb_window_t window) const {
  const auto title = property(window, atom("_NET_WM_NAME"));
  return valid_utf8(title.empty() ? property(window, XCB_ATOM_WM_NAME) : title);
}

std::vector<xcb_window_t> X11::candidates() const {
  const auto list = property(screen_->root, atom("_NET_CLIENT_LIST"));
  std::vector<xcb_window_t> windows(list.size() / sizeof(xcb_window_t));
  if (!windows.empty()) {
    std::memcpy(windows.data(), list.data(), windows.size() * sizeof(xcb_window_t));
    return windows;
  }
  const ReplyPtr<xcb_query_tree_reply_t> tree(
      xcb_query_tree_reply(connection_.get(), xcb_query_tree(connection_.get(), screen_->root), nullptr));
  if (!tree) return {};
  const auto* children = xcb_query_tree_children(tree.get());
  return {children, children + xcb_query_tree_children_length(tree.get())};
}

std::vector<Window> X11::windows() const {
  std::vector<Window> windows;
  for (const auto window : candidates()) {
    const ReplyPtr<xcb_get_window_attributes_reply_t> attributes(xcb_get_window_attributes_reply(
        connection_.get(), xcb_get_window_attributes(connection_.get(), window), nullptr));
    if (!attributes || attributes->_class == XCB_WINDOW_CLASS_INPUT_ONLY) continue;
    if (auto title = title_of(window); !title.empty()) windows.push_back({window, std::move(title)});
  }
  return windows;
}

std::optional<Geometry> X11::geometry(xcb_window_t window) const {
  const auto geometry_cookie = xcb_get_geometry(connection_.get(), window);
  const auto place_cookie = xcb_translate_coordinates(connection_.get(), window, screen_->root, 0, 0);
  const ReplyPtr<xcb_get_geometry_reply_t> geometry(
      xcb_get_geometry_reply(connection_.get(), geometry_cookie, nullptr));
  const ReplyPtr<xcb_translate_coordinates_reply_t> place(
      xcb_translate_coordinates_reply(connection_.get(), place_cookie, nullptr));
  if (!geometry || !place) return std::nullopt;
  return Geometry{
      {place->dst_x, place->dst_y, geometry->width, geometry->height}, geometry->border_width, geometry->depth};
}

xcb_window_t window_id(const std::string& text) {
  const bool hexadecimal = text.starts_with("0x");
  const char* begin = text.data() + (hexadecimal ? 2 : 0);
  const char* end = text.data() + text.size();
  xcb_window_t id = 0;
  const auto [rest, failure] = std::from_chars(begin, end, id, hexadecimal ? 16 : 10);
  return failure == std::errc{} && rest == end ? id : 0;
}

std::string window_name(xcb_window_t window) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%x", window);
  return text;
}

}  // namespace vchat::screen
