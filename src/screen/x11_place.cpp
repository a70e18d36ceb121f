#include "screen/x11_place.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "util/error.hpp"

namespace vchat::screen {

namespace {

using util::DeviceError;
using util::DeviceProblem;

constexpr std::size_t most_named = 8;  // in a message

std::optional<Place> find_monitor(const X11& x11, const std::string& wanted) {
  const auto monitors = x11.monitors();
  for (std::size_t i = 0; i < monitors.size(); ++i)
    if (monitors[i].name == wanted || std::to_string(i + 1) == wanted)
      return Place{x11.screen().root, monitors[i].area, "the monitor " + monitors[i].name};
  return std::nullopt;
}

Place place_of(const Window& window) {
  return {window.id, {}, "the window '" + window.title + "'"};
}

std::string list_of(const std::vector<Window>& windows) {
  std::string list;
  for (std::size_t i = 0; i < std::min(windows.size(), most_named); ++i)
    list += (i > 0 ? ", " : "") + window_name(windows[i].id) + " '" + windows[i].title + "'";
  return list + (windows.size() > most_named ? " and more" : "");
}

std::optional<Place> find_window(const X11& x11, const std::string& wanted) {
  if (const auto id = window_id(wanted); id != 0 && x11.geometry(id)) {
    const auto all = x11.windows();
    const auto known = std::find_if(all.begin(), all.end(), [id](const Window& window) { return window.id == id; });
    return place_of(known != all.end() ? *known : Window{id, wanted});
  }
  std::vector<Window> exact;
  std::vector<Window> partly;
  for (const auto& window : x11.windows()) {
    if (window.title == wanted) exact.push_back(window);
    if (window.title.find(wanted) != std::string::npos) partly.push_back(window);
  }
  const auto& found = exact.empty() ? partly : exact;
  if (found.size() > 1)
    throw DeviceError(DeviceProblem::missing,
                      "several windows are called '" + wanted + "'; say which by its id: " + list_of(found));
  if (found.empty()) return std::nullopt;
  return place_of(found.front());
}

/// What of `part` is on the screen.
media::Rect visible(const X11& x11, const media::Rect& part) {
  const int right = std::min<int>(part.x + part.width, x11.screen().width_in_pixels);
  const int bottom = std::min<int>(part.y + part.height, x11.screen().height_in_pixels);
  return {part.x, part.y, right - part.x, bottom - part.y};
}

Place find_region(const X11& x11, const media::Rect& region) {
  const auto part = visible(x11, region);
  const auto& screen = x11.screen();
  if (part.width <= 0 || part.height <= 0)
    throw DeviceError(DeviceProblem::missing, "that region is not on the screen, which has " +
                                                  std::to_string(screen.width_in_pixels) + "x" +
                                                  std::to_string(screen.height_in_pixels) + " pixels");
  return {screen.root, part, "that part of the screen"};
}

std::string monitors_of(const X11& x11) {
  std::string list;
  for (const auto& monitor : x11.monitors()) list += (list.empty() ? "" : ", ") + monitor.name;
  return list;
}

}  // namespace

Place find_place(const X11& x11, const Target& target) {
  using Kind = Target::Kind;
  if (target.kind == Kind::region) return find_region(x11, target.region);
  if (target.kind == Kind::automatic) return {x11.screen().root, {}, "the screen"};
  std::optional<Place> found;
  if (target.kind != Kind::window) found = find_monitor(x11, target.value);
  if (!found && target.kind != Kind::monitor) found = find_window(x11, target.value);
  if (found) return *found;
  const auto* kind = target.kind == Kind::monitor  ? "monitor"
                     : target.kind == Kind::window ? "window"
                                                   : "monitor or window";
  throw DeviceError(DeviceProblem::missing, std::string("there is no ") + kind + " '" + target.value +
                                                "' to share; the monitors are " + monitors_of(x11) +
                                                ", and vchat list-devices shows the windows too");
}

}  // namespace vchat::screen
