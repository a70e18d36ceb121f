// Where vchat was built without libportal.
#include "screen/portal.hpp"

namespace vchat::screen {

std::unique_ptr<Portal> Portal::ask(Observer) {
  throw util::DeviceError(util::DeviceProblem::missing,
                          "this vchat cannot share a Wayland desktop: it was built without libportal. Install "
                          "libportal-dev and gstreamer1.0-pipewire and build it again, or share an X11 window");
}

}  // namespace vchat::screen
