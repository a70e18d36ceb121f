#include "util/duration.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include "util/error.hpp"

namespace vchat::util {

namespace {

constexpr double most_milliseconds = 10.0 * 366 * 24 * 3600 * 1000;

[[noreturn]] void refuse(std::string_view text) {
  throw UsageError("'" + std::string(text) + "' is not a time; write for example 90, 90s, 1.5m, 2h or 1h30m");
}

double unit_in_milliseconds(std::string_view unit, std::string_view whole) {
  if (unit.empty() || unit == "s") return 1000;
  if (unit == "ms") return 1;
  if (unit == "m" || unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  refuse(whole);
}

}  // namespace

std::chrono::milliseconds parse_duration(std::string_view text) {
  double total = 0;
  std::string_view rest = text;
  if (rest.empty()) refuse(text);
  while (!rest.empty()) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(rest.data(), rest.data() + rest.size(), value, std::chars_format::fixed);
    if (failure != std::errc{} || value < 0 || !std::isfinite(value)) refuse(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const auto unit = rest.substr(0, rest.find_first_not_of("hmins"));
    if (unit.empty() && !rest.empty()) refuse(text);
    total += value * unit_in_milliseconds(unit, text);
    rest.remove_prefix(unit.size());
  }
  if (total > most_milliseconds) refuse(text);
  return std::chrono::milliseconds(std::llround(total));
}

}  // namespace vchat::util
