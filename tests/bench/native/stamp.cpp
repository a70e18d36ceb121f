// bench-stamp: a camera whose frames carry the time at which they were made, offered through a shmsink.
//   bench-stamp SOURCE TEXTURE SOCKET
// SOURCE is 0 to 3; TEXTURE a file of texture_width x texture_height luma bytes that the picture wanders over; SOCKET
// the path that shmsrc connects to. Runs until it is ended.
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include "barcode.hpp"

namespace {

using namespace vchat::bench;

constexpr int texture_width = 1000;
constexpr int texture_height = 560;
constexpr std::size_t luma_size = std::size_t{picture_width} * picture_height;
constexpr std::size_t frame_size = luma_size * 3 / 2;

std::vector<char> read_texture(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> texture{std::istreambuf_iterator<char>(file), {}};
  if (texture.size() != std::size_t{texture_width} * texture_height) texture.clear();
  return texture;
}

void draw_texture(std::uint8_t* frame, const std::vector<char>& texture, unsigned number) {
  const std::size_t x = number * 3U % 256U;
  const std::size_t y = number % 128U;
  for (std::size_t row = 0; row < picture_height; ++row) {
    std::memcpy(frame + row * picture_width, texture.data() + (y + row) * texture_width + x, picture_width);
  }
  std::memset(frame + luma_size, 128, frame_size - luma_size);
}

void draw_barcode(std::uint8_t* frame, const Stamp& stamp) {
  const Bits bits = encode(stamp);
  for (int row = barcode_y - 4; row < barcode_y + barcode_height + 4; ++row) {
    std::uint8_t* line = frame + static_cast<std::ptrdiff_t>(row) * picture_width;
    std::memset(line, dark, picture_width);
    if (row < barcode_y || row >= barcode_y + barcode_height) continue;
    for (int i = 0; i < block_count; ++i) {
      if (bits[static_cast<std::size_t>(i)]) std::memset(line + barcode_x + i * block, light, block);
    }
  }
}

GstBuffer* make_frame(const std::vector<char>& texture, unsigned source, unsigned number) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, frame_size, nullptr);
  GstMapInfo map;
  gst_buffer_map(buffer, &map, GST_MAP_WRITE);
  draw_texture(map.data, texture, number);
  draw_barcode(map.data, Stamp{static_cast<std::uint32_t>(wall_ticks() % ticks_modulus), source});
  gst_buffer_unmap(buffer, &map);
  return buffer;
}

void wait_until(timespec& next) {
  next.tv_nsec += 1'000'000'000L / picture_rate;
  if (next.tv_nsec >= 1'000'000'000L) {
    next.tv_nsec -= 1'000'000'000L;
    ++next.tv_sec;
  }
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 4) {
    std::cerr << "usage: bench-stamp SOURCE TEXTURE SOCKET\n";
    return 2;
  }
  const std::vector<char> texture = read_texture(argv[2]);
  if (texture.empty()) {
    std::cerr << "bench-stamp: " << argv[2] << " does not hold a texture\n";
    return 1;
  }
  const std::string description =
      "appsrc name=frames is-live=true format=time max-buffers=2 leaky-type=downstream "
      "caps=video/x-raw,format=I420,width=" +
      std::to_string(picture_width) + ",height=" + std::to_string(picture_height) +
      ",framerate=" + std::to_string(picture_rate) +
      "/1 ! shmsink sync=false wait-for-connection=false shm-size=16000000 " + "socket-path=" + argv[3];
  GError* error = nullptr;
  GstElement* pipeline = gst_parse_launch(description.c_str(), &error);
  if (error != nullptr) {
    std::cerr << "bench-stamp: " << error->message << '\n';
    return 1;
  }
  GstElement* frames = gst_bin_get_by_name(GST_BIN(pipeline), "frames");
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  timespec next{};
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (unsigned number = 0;; ++number) {
    wait_until(next);
    const GstFlowReturn flow = gst_app_src_push_buffer(
        GST_APP_SRC(frames), make_frame(texture, static_cast<unsigned>(std::atoi(argv[1])), number));
    if (flow != GST_FLOW_OK) {
      std::cerr << "bench-stamp: " << gst_flow_get_name(flow) << '\n';
      return 1;
    }
  }
}
