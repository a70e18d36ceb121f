// Times as people write them on a command line.
#pragma once

#include <chrono>
#include <string_view>

namespace vchat::util {

/// Parses "90", "90s", "1.5m", "2h", "500ms" or a sequence such as "1h30m"; a bare number is seconds.
/// @throws UsageError if it is none of these, negative, or more than ten years.
[[nodiscard]] std::chrono::milliseconds parse_duration(std::string_view text);

}  // namespace vchat::util
