#include "recording/split_limit.hpp"

#include <charconv>
#include <string>

#include "util/duration.hpp"
#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr double smallest = 1024.0 * 1024;
constexpr double largest = 1024.0 * 1024 * 1024 * 1024 * 1024;
constexpr std::chrono::seconds shortest{5};

[[noreturn]] void fail(std::string_view text) {
  throw util::UsageError("'" + std::string(text) +
                         "' is neither a size from 1M on, such as 500M or 2G, nor a time from 5s on, such as 10min");
}

/// 0 for what is no unit of a size.
double factor_of(std::string_view unit) {
  if (unit == "k" || unit == "K") return 1024.0;
  if (unit == "M") return 1024.0 * 1024;
  if (unit == "G" || unit == "g") return 1024.0 * 1024 * 1024;
  return 0;
}

/// "10min" as "10m", which is how times are written elsewhere.
std::string without_min(std::string_view text) {
  std::string shorter(text);
  for (auto at = shorter.find("min"); at != std::string::npos; at = shorter.find("min")) shorter.replace(at, 3, "m");
  return shorter;
}

}  // namespace

SplitLimit parse_split_limit(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const auto factor = failure == std::errc{} ? factor_of({rest, static_cast<std::size_t>(end - rest)}) : 0;
  if (factor > 0) {
    const double bytes = value * factor;
    if (!(bytes >= smallest && bytes <= largest)) fail(text);
    return {.size = static_cast<std::uint64_t>(bytes), .time = std::nullopt};
  }
  try {
    const auto time = util::parse_duration(without_min(text));
    if (time < shortest) fail(text);
    return {.size = std::nullopt, .time = time};
  } catch (const util::UsageError&) {
    fail(text);
  }
}

}  // namespace vchat::recording
