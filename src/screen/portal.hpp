// The ScreenCast portal: on Wayland the desktop asks the person what to share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "util/descriptor.hpp"
#include "util/error.hpp"

namespace vchat::screen {

/// One request, and what it granted, until it is destroyed. Thread-bound to the main context.
class Portal {
 public:
  /// Called on the main context, never from within ask().
  struct Observer {
    /// `remote` is a connection to PipeWire, `node` what it may show there.
    std::function<void(util::Descriptor remote, std::uint32_t node)> on_granted;
    /// Refused or failed; or, later, ended by the desktop.
    std::function<void(const util::DeviceError&)> on_over;
  };

  /// @throws util::DeviceError where there is no portal, or vchat was built without; says what to install
  [[nodiscard]] static std::unique_ptr<Portal> ask(Observer observer);
  virtual ~Portal() = default;
};

}  // namespace vchat::screen
