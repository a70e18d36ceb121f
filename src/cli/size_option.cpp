#include "cli/size_option.hpp"

#include <charconv>

namespace vchat::cli {

std::pair<int, int> parse_size(const std::string& text) {
  int width = 0;
  int height = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, width);
  const bool x = first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x';
  const auto second = x ? std::from_chars(first.ptr + 1, end, height) : first;
  const auto fits = [](int pixels) { return pixels >= 16 && pixels <= 4096 && pixels % 2 == 0; };
  if (!x || second.ec != std::errc{} || second.ptr != end || !fits(width) || !fits(height))
    throw util::UsageError("'" + text + "' is not a size; write for example 640x360, even numbers from 16 to 4096");
  return {width, height};
}

}  // namespace vchat::cli
