#include "screen/x11.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <future>
#include <thread>

#include <poll.h>
#include <xcb/randr.h>
#include <xcb/xcbext.h>

#include "util/error.hpp"

namespace vchat::screen {

namespace {

using std::chrono::steady_clock;
using util::DeviceError;
using util::DeviceProblem;

constexpr std::chrono::milliseconds reply_limit{2000};
constexpr std::uint32_t longest_property = 1024;  // words of four bytes

DeviceError not_answering() {
  return {DeviceProblem::unusable,
          "the X server does not answer; see whether its desktop hangs, and share the screen again once it does not"};
}

struct Connected {
  ConnectionPtr connection;
  int screen = 0;
};

/// xcb_connect() waits without end for a server that lets it in and then says nothing: its thread is left to it.
Connected connect() {
  std::packaged_task<Connected()> task([] {
    int screen = 0;
    ConnectionPtr connection(xcb_connect(nullptr, &screen));
    return Connected{std::move(connection), screen};
  });
  auto connected = task.get_future();
  std::thread(std::move(task)).detach();
  if (connected.wait_for(reply_limit) == std::future_status::timeout) throw not_answering();
  return connected.get();
}

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
  auto [connection, number] = connect();
  connection_ = std::move(connection);
  if (!alive())
    throw DeviceError(DeviceProblem::denied, "the X server " + std::string(display) +
                                                 " cannot be reached, or does not let you in; run vchat as the user "
                                                 "whose desktop that is, or correct DISPLAY and XAUTHORITY");
  auto screens = xcb_setup_roots_iterator(xcb_get_setup(connection_.get()));
  for (; number > 0 && screens.rem > 1; --number) xcb_screen_next(&screens);
  screen_ = screens.data;
}

void* X11::wait_for_reply(unsigned sequence) const {
  xcb_flush(connection_.get());
  const auto deadline = steady_clock::now() + reply_limit;
  void* reply = nullptr;
  while (xcb_poll_for_reply(connection_.get(), sequence, &reply, nullptr) == 0) {
    if (!alive()) return nullptr;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) throw not_answering();
    pollfd readable{xcb_get_file_descriptor(connection_.get()), POLLIN, 0};
    poll(&readable, 1, static_cast<int>(left.count()));
  }
  return reply;
}

const xcb_query_extension_reply_t* X11::extension(xcb_extension_t& which) const {
  xcb_prefetch_extension_data(connection_.get(), &which);
  // Replies come in order: after this one, xcb has the one that it would wait for.
  (void)reply(xcb_get_input_focus_reply, xcb_get_input_focus(connection_.get()));
  const auto* data = xcb_get_extension_data(connection_.get(), &which);
  return data != nullptr && data->present != 0 ? data : nullptr;
}

std::vector<Monitor> X11::monitors() const {
  std::vector<Monitor> monitors;
  ReplyPtr<xcb_randr_get_monitors_reply_t> listed;
  if (extension(xcb_randr_id) != nullptr)
    listed = reply(xcb_randr_get_monitors_reply, xcb_randr_get_monitors(connection_.get(), screen_->root, 1));
  if (listed) {
    for (auto each = xcb_randr_get_monitors_monitors_iterator(listed.get()); each.rem > 0;
         xcb_randr_monitor_info_next(&each)) {
      const auto& info = *each.data;
      const auto name = reply(xcb_get_atom_name_reply, xcb_get_atom_name(connection_.get(), info.name));
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
  const auto known =
      reply(xcb_intern_atom_reply,
            xcb_intern_atom(connection_.get(), 1, static_cast<std::uint16_t>(name.size()), name.c_str()));
  return known ? known->atom : xcb_atom_t{XCB_ATOM_NONE};
}

std::string X11::property(xcb_window_t window, xcb_atom_t name) const {
  if (name == XCB_ATOM_NONE) return {};
  const auto value = reply(xcb_get_property_reply, xcb_get_property(connection_.get(), 0, window, name,
                                                                    XCB_GET_PROPERTY_TYPE_ANY, 0, longest_property));
  if (!value) return {};
  return {static_cast<const char*>(xcb_get_property_value(value.get())),
          static_cast<std::size_t>(xcb_get_property_value_length(value.get()))};
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
  const auto tree = reply(xcb_query_tree_reply, xcb_query_tree(connection_.get(), screen_->root));
  if (!tree) return {};
  const auto* children = xcb_query_tree_children(tree.get());
  return {children, children + xcb_query_tree_children_length(tree.get())};
}

std::vector<Window> X11::windows() const {
  std::vector<Window> windows;
  for (const auto window : candidates()) {
    const auto attributes =
        reply(xcb_get_window_attributes_reply, xcb_get_window_attributes(connection_.get(), window));
    if (!attributes || attributes->_class == XCB_WINDOW_CLASS_INPUT_ONLY) continue;
    if (auto title = title_of(window); !title.empty()) windows.push_back({window, std::move(title)});
  }
  return windows;
}

std::optional<Geometry> X11::geometry(xcb_window_t window) const {
  const auto geometry_cookie = xcb_get_geometry(connection_.get(), window);
  const auto place_cookie = xcb_translate_coordinates(connection_.get(), window, screen_->root, 0, 0);
  const auto geometry = reply(xcb_get_geometry_reply, geometry_cookie);
  const auto place = reply(xcb_translate_coordinates_reply, place_cookie);
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
