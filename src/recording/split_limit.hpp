// When a recording goes on in another file.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vchat::recording {

/// At most one of the two is there; without any there is one file.
struct SplitLimit {
  std::optional<std::uint64_t> size;  // bytes
  std::optional<std::chrono::milliseconds> time;

  [[nodiscard]] bool reached(std::uint64_t written, std::chrono::nanoseconds length) const {
    return (size && written >= *size) || (time && length >= *time);
  }
  friend bool operator==(const SplitLimit&, const SplitLimit&) = default;
};

/// Reads a size such as "500M", "1.5G" or "800k" (powers of 1024; 1M at least), or a time such as "10min", "90s" or
/// "1h30m" (5 s at least). Reentrant. @throws util::UsageError
[[nodiscard]] SplitLimit parse_split_limit(std::string_view text);

}  // namespace vchat::recording
