#include "screen/screens.hpp"

#include <string>

#include "screen/x11.hpp"
#include "util/error.hpp"

namespace vchat::screen {

namespace {

std::string place_of(const media::Rect& area) {
  return std::to_string(area.width) + "x" + std::to_string(area.height) + "+" + std::to_string(area.x) + "+" +
         std::to_string(area.y);
}

}  // namespace

std::vector<media::Device> list_screens() {
  std::vector<media::Device> screens;
  try {
    const X11 x11;
    for (const auto& monitor : x11.monitors())
      screens.push_back({media::DeviceKind::screen, monitor.name, "monitor " + monitor.name, screens.empty(),
                         place_of(monitor.area)});
    for (const auto& window : x11.windows()) {
      const auto geometry = x11.geometry(window.id);
      if (geometry)
        screens.push_back({media::DeviceKind::screen, window_name(window.id), window.title, false,
                           "window " + place_of(geometry->area)});
    }
  } catch (const util::DeviceError& error) {
    g_info("no screens are listed: %s", error.what());
  }
  return screens;
}

}  // namespace vchat::screen
