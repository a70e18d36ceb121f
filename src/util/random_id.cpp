#include "util/random_id.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include <sys/random.h>

namespace vchat::util {

namespace {
constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}

std::string random_id() {
  std::array<std::uint8_t, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::system_error(errno, std::generic_category(), "getrandom");
  std::string id;
  unsigned bits = 0;
  unsigned pending = 0;
  for (const auto byte : bytes) {
    bits = (bits << 8U) | byte;
    for (pending += 8; pending >= 6; pending -= 6) id += alphabet[(bits >> (pending - 6)) & 63U];
  }
  id += alphabet[(bits << (6 - pending)) & 63U];
  return id;
}

}  // namespace vchat::util
