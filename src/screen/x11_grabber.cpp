#include "screen/x11_grabber.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>
#include <xcb/composite.h>
#include <xcb/damage.h>
#include <xcb/shm.h>

#include "util/error.hpp"

namespace vchat::screen {

namespace {

using util::DeviceError;
using util::DeviceProblem;

constexpr std::uint32_t all_planes = ~0U;

/// X11 has larger ones, which would take gigabytes.
void check_size(const media::Rect& area, const std::string& what) {
  if (area.width <= largest_side && area.height <= largest_side) return;
  throw DeviceError(DeviceProblem::unusable, what + " has " + std::to_string(area.width) + "x" +
                                                 std::to_string(area.height) + " pixels, and at most " +
                                                 std::to_string(largest_side) +
                                                 " across and down can be shared; share a part of the screen, for "
                                                 "example 1920x1080+0+0");
}

DeviceError gone(const std::string& what) {
  return {DeviceProblem::unplugged, what + " is gone"};
}

/// One pixel over another, both as 0xAARRGGBB; `above` is multiplied by its alpha already.
std::uint32_t blend(std::uint32_t above, std::uint32_t below) {
  const auto rest = 255 - (above >> 24U);
  std::uint32_t result = 0;
  for (const unsigned shift : {0U, 8U, 16U}) {
    const auto sum = ((above >> shift) & 0xffU) + ((below >> shift) & 0xffU) * rest / 255;
    result |= std::min(sum, 255U) << shift;
  }
  return result;
}

}  // namespace

/// What the server writes a picture into, so that it need not pass through the connection.
class X11Grabber::SharedMemory {
 public:
  SharedMemory(const X11& x11, std::size_t size) : connection_(x11.connection()), size_(size) {
    segment_ = xcb_generate_id(connection_);
    const auto made = x11.reply(xcb_shm_create_segment_reply,
                                xcb_shm_create_segment(connection_, segment_, static_cast<std::uint32_t>(size), 0));
    if (!made || made->nfd != 1) return;
    const int file = xcb_shm_create_segment_reply_fds(connection_, made.get())[0];
    auto* mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) pixels_ = static_cast<const std::uint8_t*>(mapped);
  }
  ~SharedMemory() {
    if (pixels_ == nullptr) return;
    munmap(const_cast<std::uint8_t*>(pixels_), size_);
    xcb_shm_detach(connection_, segment_);
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  [[nodiscard]] bool usable() const { return pixels_ != nullptr; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] xcb_shm_seg_t segment() const { return segment_; }
  [[nodiscard]] const std::uint8_t* pixels() const { return pixels_; }

 private:
  xcb_connection_t* connection_;
  std::size_t size_;
  xcb_shm_seg_t segment_ = 0;
  const std::uint8_t* pixels_ = nullptr;
};

X11Grabber::X11Grabber(std::unique_ptr<X11> x11, Place place) : x11_(std::move(x11)), place_(std::move(place)) {
  const auto depth = geometry_now().depth;
  if ((depth != 24 && depth != 32) || xcb_get_setup(x11_->connection())->image_byte_order != XCB_IMAGE_ORDER_LSB_FIRST)
    throw DeviceError(DeviceProblem::unusable, place_.what + " has " + std::to_string(depth) +
                                                   " bits of colour; it can be shared with 24 or 32");
  prepare_extensions();
}

X11Grabber::~X11Grabber() = default;

void X11Grabber::prepare_extensions() {
  auto* connection = x11_->connection();
  if (x11_->extension(xcb_xfixes_id) != nullptr) {
    const auto version = x11_->reply(xcb_xfixes_query_version_reply, xcb_xfixes_query_version(connection, 4, 0));
    xfixes_ = version != nullptr;
  }
  if (const auto* damage = x11_->extension(xcb_damage_id)) {
    const auto version = x11_->reply(xcb_damage_query_version_reply, xcb_damage_query_version(connection, 1, 1));
    if (version) {
      damage_event_ = static_cast<std::uint8_t>(damage->first_event + XCB_DAMAGE_NOTIFY);
      damage_ = xcb_generate_id(connection);
      xcb_damage_create(connection, damage_, place_.window, XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY);
    }
  }
  if (place_.window != x11_->screen().root && x11_->extension(xcb_composite_id) != nullptr) {
    const auto version = x11_->reply(xcb_composite_query_version_reply, xcb_composite_query_version(connection, 0, 4));
    composite_ = version && (version->major_version > 0 || version->minor_version >= 2);
    if (composite_) xcb_composite_redirect_window(connection, place_.window, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
  }
  memory_refused_ = x11_->extension(xcb_shm_id) == nullptr;
  xcb_flush(connection);
}

void X11Grabber::drain_events() {
  if (damage_event_ == 0) damaged_ = true;
  while (const ReplyPtr<xcb_generic_event_t> event{xcb_poll_for_event(x11_->connection())})
    if (damage_event_ != 0 && (event->response_type & 0x7f) == damage_event_) damaged_ = true;
}

Geometry X11Grabber::geometry_now() const {
  auto geometry = x11_->geometry(place_.window);
  if (!x11_->alive()) throw gone("the X server");
  if (!geometry) throw gone(place_.what);
  auto& area = geometry->area;
  if (place_.part.width > 0)
    area = {place_.part.x, place_.part.y, std::min(place_.part.width, area.width - place_.part.x),
            std::min(place_.part.height, area.height - place_.part.y)};
  if (area.width <= 0 || area.height <= 0) throw gone(place_.what);
  check_size(area, place_.what);
  return *geometry;
}

std::optional<X11Grabber::Cursor> X11Grabber::read_cursor() const {
  if (!xfixes_) return std::nullopt;
  const auto image = x11_->reply(xcb_xfixes_get_cursor_image_reply, xcb_xfixes_get_cursor_image(x11_->connection()));
  if (!image) return std::nullopt;
  const auto* pixels = xcb_xfixes_get_cursor_image_cursor_image(image.get());
  return Cursor{{image->x - image->xhot, image->y - image->yhot, image->width, image->height},
                image->cursor_serial,
                {pixels, pixels + xcb_xfixes_get_cursor_image_cursor_image_length(image.get())}};
}

bool X11Grabber::read(xcb_drawable_t drawable, const media::Rect& part, media::Canvas& canvas) {
  auto* connection = x11_->connection();
  const auto x = static_cast<std::int16_t>(part.x);
  const auto y = static_cast<std::int16_t>(part.y);
  const auto width = static_cast<std::uint16_t>(part.width);
  const auto height = static_cast<std::uint16_t>(part.height);
  const auto size = canvas.pixels.size();
  if (!memory_refused_ && (!memory_ || memory_->size() < size)) {
    memory_ = nullptr;
    memory_ = std::make_unique<SharedMemory>(*x11_, size);
    memory_refused_ = !memory_->usable();
  }
  if (!memory_refused_) {
    const auto image =
        x11_->reply(xcb_shm_get_image_reply, xcb_shm_get_image(connection, drawable, x, y, width, height, all_planes,
                                                               XCB_IMAGE_FORMAT_Z_PIXMAP, memory_->segment(), 0));
    if (!image || image->size < size) return false;
    std::memcpy(canvas.pixels.data(), memory_->pixels(), size);
    return true;
  }
  const auto image = x11_->reply(xcb_get_image_reply, xcb_get_image(connection, XCB_IMAGE_FORMAT_Z_PIXMAP, drawable, x,
                                                                    y, width, height, all_planes));
  if (!image || static_cast<std::size_t>(xcb_get_image_data_length(image.get())) < size) return false;
  std::memcpy(canvas.pixels.data(), xcb_get_image_data(image.get()), size);
  return true;
}

bool X11Grabber::read_window(const Geometry& geometry, media::Canvas& canvas) {
  if (!composite_) return read(place_.window, {0, 0, geometry.area.width, geometry.area.height}, canvas);
  // Named each time: a window gets another one when its size changes, and has none while it is not shown.
  const auto pixmap = xcb_generate_id(x11_->connection());
  xcb_composite_name_window_pixmap(x11_->connection(), place_.window, pixmap);
  const bool read_it =
      read(pixmap, {geometry.border, geometry.border, geometry.area.width, geometry.area.height}, canvas);
  xcb_free_pixmap(x11_->connection(), pixmap);
  return read_it;
}

std::optional<media::Canvas> X11Grabber::grab() {
  drain_events();
  const auto geometry = geometry_now();
  auto cursor = read_cursor();
  const bool cursor_same = cursor.has_value() == cursor_.has_value() &&
                           (!cursor || (cursor->area == cursor_->area && cursor->serial == cursor_->serial));
  if (!damaged_ && geometry.area == area_ && cursor_same) return std::nullopt;
  // Taken off before the picture is: what changes after that is told anew.
  if (damage_event_ != 0) xcb_damage_subtract(x11_->connection(), damage_, XCB_NONE, XCB_NONE);
  media::Canvas canvas(geometry.area.width, geometry.area.height);
  const bool whole = place_.window == x11_->screen().root;
  if (!(whole ? read(place_.window, geometry.area, canvas) : read_window(geometry, canvas))) return std::nullopt;
  damaged_ = false;
  area_ = geometry.area;
  cursor_ = std::move(cursor);
  if (!cursor_) return canvas;
  const auto& pointer = cursor_->area;
  for (int y = std::max(pointer.y, area_.y); y < std::min(pointer.y + pointer.height, area_.y + area_.height); ++y) {
    for (int x = std::max(pointer.x, area_.x); x < std::min(pointer.x + pointer.width, area_.x + area_.width); ++x) {
      auto* pixel = canvas.at(x - area_.x, y - area_.y);
      std::uint32_t below = 0;
      std::memcpy(&below, pixel, sizeof below);
      const auto index = static_cast<std::size_t>(y - pointer.y) * static_cast<std::size_t>(pointer.width) +
                         static_cast<std::size_t>(x - pointer.x);
      const auto mixed = blend(cursor_->pixels[index], below);
      std::memcpy(pixel, &mixed, sizeof mixed);
    }
  }
  return canvas;
}

}  // namespace vchat::screen
