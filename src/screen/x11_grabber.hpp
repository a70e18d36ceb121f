// Pictures of a screen or a window, when they have changed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <xcb/xfixes.h>

#include "media/canvas.hpp"
#include "screen/x11_place.hpp"

namespace vchat::screen {

/// Everything goes through requests whose errors come back as replies, so that a window may close or change its size at
/// any moment. A window is taken from its own pixmap where the server has the Composite extension: what lies over it is
/// not seen. Reentrant; used on one thread at a time.
class X11Grabber {
 public:
  /// @throws util::DeviceError if that cannot be captured
  X11Grabber(std::unique_ptr<X11> x11, Place place);
  ~X11Grabber();
  X11Grabber(const X11Grabber&) = delete;
  X11Grabber& operator=(const X11Grabber&) = delete;

  /// The picture with the cursor, if it may have changed since the last one. A window that is not shown just now has
  /// none. @throws util::DeviceError once the window, the screen or the server is gone
  [[nodiscard]] std::optional<media::Canvas> grab();

 private:
  class SharedMemory;
  struct Cursor {
    media::Rect area;  // on the screen
    std::uint32_t serial = 0;
    std::vector<std::uint32_t> pixels;  // ARGB, multiplied by alpha
  };

  void prepare_extensions();
  void drain_events();
  [[nodiscard]] Geometry geometry_now() const;
  [[nodiscard]] std::optional<Cursor> read_cursor() const;
  /// Of the drawable; false if it cannot be read just now.
  bool read(xcb_drawable_t drawable, const media::Rect& part, media::Canvas& canvas);
  bool read_window(const Geometry& geometry, media::Canvas& canvas);

  const std::unique_ptr<X11> x11_;
  const Place place_;
  bool composite_ = false;
  bool xfixes_ = false;
  std::uint8_t damage_event_ = 0;  // 0: no such extension, and every picture may be new
  std::uint32_t damage_ = 0;
  bool damaged_ = true;
  media::Rect area_;  // of the last picture, on the screen
  std::optional<Cursor> cursor_;
  std::unique_ptr<SharedMemory> memory_;
  bool memory_refused_ = false;
};

}  // namespace vchat::screen
