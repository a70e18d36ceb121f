// bench-watch: reads barcodes back from the screen of $DISPLAY, as a camera pointed at it would.
//   bench-watch SOURCE SECONDS
// Looks for the barcode of SOURCE (0 to 3) anywhere and at any scale, waits up to 15 s for it, and then polls one row
// of pixels 1,000 times a second. For each new frame it prints a line `WALL DELAY`: when it was seen (ms, wall clock)
// and how old it was then (ms). Mirrored barcodes are not barcodes. Exits 1 if none was found.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include "barcode.hpp"

namespace {

using namespace vchat::bench;

/// Pixels of the root window in shared memory; ends with the process.
class ScreenReader {
 public:
  explicit ScreenReader(Display* display) : display_(display), root_(DefaultRootWindow(display)) {
    XWindowAttributes attributes;
    XGetWindowAttributes(display_, root_, &attributes);
    width_ = attributes.width;
    height_ = attributes.height;
    all_ = make_image(attributes, memory_of_all_, width_, height_);
    row_ = make_image(attributes, memory_of_row_, width_, 1);
  }

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

  void grab_all() { XShmGetImage(display_, root_, all_, 0, 0, AllPlanes); }
  /// Row `y` of what grab_all() fetched: 4 bytes a pixel.
  [[nodiscard]] std::span<const std::uint8_t> row_of_all(int y) const { return row_of(all_, y); }
  /// `count` pixels from (x, y), fetched now.
  [[nodiscard]] std::span<const std::uint8_t> grab_row(int x, int y, int count) {
    row_->width = count;
    XShmGetImage(display_, root_, row_, x, y, AllPlanes);
    return row_of(row_, 0);
  }

 private:
  XImage* make_image(const XWindowAttributes& attributes, XShmSegmentInfo& memory, int width, int height) {
    XImage* image = XShmCreateImage(display_, attributes.visual, static_cast<unsigned>(attributes.depth), ZPixmap,
                                    nullptr, &memory, static_cast<unsigned>(width), static_cast<unsigned>(height));
    if (image->bits_per_pixel != 32) {
      std::fputs("bench-watch: the screen must have 32 bits a pixel\n", stderr);
      std::exit(2);
    }
    memory.shmid =
        shmget(IPC_PRIVATE, static_cast<std::size_t>(image->bytes_per_line) * static_cast<std::size_t>(height),
               IPC_CREAT | 0600);
    memory.shmaddr = image->data = static_cast<char*>(shmat(memory.shmid, nullptr, 0));
    memory.readOnly = False;
    XShmAttach(display_, &memory);
    XSync(display_, False);
    shmctl(memory.shmid, IPC_RMID, nullptr);  // goes when both have let go of it
    return image;
  }

  static std::span<const std::uint8_t> row_of(const XImage* image, int y) {
    return {reinterpret_cast<const std::uint8_t*>(image->data) + static_cast<std::ptrdiff_t>(y) * image->bytes_per_line,
            static_cast<std::size_t>(image->width) * 4};
  }

  Display* display_;
  Window root_;
  int width_ = 0;
  int height_ = 0;
  XShmSegmentInfo memory_of_all_{};
  XShmSegmentInfo memory_of_row_{};
  XImage* all_ = nullptr;
  XImage* row_ = nullptr;
};

bool is_light(std::span<const std::uint8_t> row, double x) {
  const auto pixel = static_cast<std::size_t>(std::lround(x)) * 4;
  return pixel + 1 < row.size() && row[pixel + 1] > 127;  // green
}

std::optional<Stamp> read(std::span<const std::uint8_t> row, double start, double scale) {
  Bits bits{};
  for (int i = 0; i < block_count; ++i)
    bits[static_cast<std::size_t>(i)] = is_light(row, start + (i + 0.5) * scale - 0.5);
  return decode(bits);
}

struct Place {
  int y = 0;
  double start = 0;  // pixels, of the first block's left edge
  double scale = 0;  // pixels a block
};

/// The x at which the brightness changes, in order.
std::vector<int> edges_of(std::span<const std::uint8_t> row) {
  std::vector<int> edges;
  const int width = static_cast<int>(row.size() / 4);
  for (int x = 1; x < width; ++x) {
    if (is_light(row, x) != is_light(row, x - 1)) edges.push_back(x);
  }
  return edges;
}

/// The first blocks are 1, 0, 1, and the last is 1: their edges give the scale, whatever is between.
std::optional<Place> find_in_row(std::span<const std::uint8_t> row, int y, unsigned source, std::uint64_t now) {
  const std::vector<int> edges = edges_of(row);
  for (std::size_t i = 0; i + 3 < edges.size(); ++i) {
    const double first = edges[i + 1] - edges[i];
    const double second = edges[i + 2] - edges[i + 1];
    if (!is_light(row, edges[i]) || first < 4 || std::abs(first - second) > 2) continue;
    for (std::size_t last = i + 3; last < edges.size(); ++last) {
      const double scale = static_cast<double>(edges[last] - edges[i]) / block_count;
      if (scale > first + 2) break;
      if (scale < first - 2) continue;
      const auto stamp = read(row, edges[i], scale);
      if (stamp && stamp->source == source && std::abs(age_ms(*stamp, now)) < 5000) {
        return Place{y, static_cast<double>(edges[i]), scale};
      }
    }
  }
  return std::nullopt;
}

/// The middle one of the rows in which the barcode is seen.
std::optional<Place> find(ScreenReader& screen, unsigned source) {
  screen.grab_all();
  const std::uint64_t now = wall_ticks();
  std::vector<Place> places;
  for (int y = 0; y < screen.height(); ++y) {
    if (const auto place = find_in_row(screen.row_of_all(y), y, source, now)) places.push_back(*place);
  }
  if (places.size() < 5) return std::nullopt;
  return places[places.size() / 2];
}

void sleep_ms(long ms) {
  const timespec time{0, ms * 1'000'000L};
  nanosleep(&time, nullptr);
}

std::optional<Place> wait_for_barcode(ScreenReader& screen, unsigned source) {
  for (int i = 0; i < 150; ++i) {
    if (auto place = find(screen, source)) return place;
    sleep_ms(100);
  }
  return std::nullopt;
}

/// Polls until `end` (wall_ticks), or until the barcode has not been there for half a second. False then.
bool poll(ScreenReader& screen, const Place& place, unsigned source, std::uint64_t end) {
  const int left = std::max(0, static_cast<int>(place.start) - 2);
  const int count = std::min(screen.width() - left, static_cast<int>(place.scale * block_count) + 6);
  std::uint32_t shown = 0;
  std::uint64_t read_last = wall_ticks();
  for (std::uint64_t now = read_last; now < end; sleep_ms(1)) {
    const auto stamp = read(screen.grab_row(left, place.y, count), place.start - left, place.scale);
    now = wall_ticks();
    if (stamp && stamp->source == source) {
      read_last = now;
      if (stamp->ticks != shown) std::printf("%.1f %.1f\n", static_cast<double>(now) / 10.0, age_ms(*stamp, now));
      shown = stamp->ticks;
    }
    if (now - read_last > 5000) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench-watch SOURCE SECONDS\n", stderr);
    return 2;
  }
  const auto source = static_cast<unsigned>(std::atoi(argv[1]));
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr || XShmQueryExtension(display) == False) {
    std::fputs("bench-watch: no X display with shared memory in $DISPLAY\n", stderr);
    return 2;
  }
  ScreenReader screen(display);
  auto place = wait_for_barcode(screen, source);
  const std::uint64_t end = wall_ticks() + static_cast<std::uint64_t>(std::atof(argv[2]) * 10000.0);
  while (place) {
    std::fprintf(stderr, "barcode at %.0f,%d, %.2f pixels a block\n", place->start, place->y, place->scale);
    if (poll(screen, *place, source, end)) return 0;
    place = wait_for_barcode(screen, source);
  }
  std::fputs("bench-watch: no barcode on the screen\n", stderr);
  return 1;
}
