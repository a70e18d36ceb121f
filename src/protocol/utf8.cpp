#include "protocol/utf8.hpp"

#include <cstdint>
#include <cstring>

#include <glib.h>

namespace vchat::protocol {

bool is_utf8(std::string_view text) noexcept {
  // Nearly all frames are ASCII: look at eight bytes at a time until one is not.
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::uint64_t block = 0;
  while (text.size() >= sizeof(block)) {
    std::memcpy(&block, text.data(), sizeof(block));
    if ((block & high_bits) != 0) break;
    text.remove_prefix(sizeof(block));
  }
  const char* valid_to = nullptr;
  while (!g_utf8_validate_len(text.data(), text.size(), &valid_to)) {
    // GLib does not take NUL for a character.
    const auto valid = static_cast<std::size_t>(valid_to - text.data());
    if (valid == text.size() || *valid_to != '\0') return false;
    text.remove_prefix(valid + 1);
  }
  return true;
}

}  // namespace vchat::protocol
