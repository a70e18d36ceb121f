// Where the grid is shown: a window, a console, or a sink of the user's own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "media/grid.hpp"

namespace vchat::media {

struct DisplayOptions {
  std::string display = "auto";  // `auto`, `none`, `gst:DESCRIPTION` (vchat-join(1))
  std::string title = "vchat";   // of the window
  int width = 1280;              // pixels, of the canvas
  int height = 720;
};

/// Called on the main context.
struct DisplayObserver {
  std::function<void(std::string code, std::string message)> on_warning;  // codes "display-…"
  std::function<void()> on_closed;                                        // the user closed the window
};

/// Thread-bound to the main context; the grid is thread-safe and may outlive it (it shows nothing then).
class Display {
 public:
  /// `auto` without any display server or console is a warning, and nothing is drawn.
  /// @throws util::UsageError for a malformed `gst:`, util::MissingElementError.
  [[nodiscard]] static std::unique_ptr<Display> create(const DisplayOptions& options, DisplayObserver observer);
  virtual ~Display() = default;
  [[nodiscard]] virtual std::shared_ptr<Grid> grid() = 0;
};

}  // namespace vchat::media
