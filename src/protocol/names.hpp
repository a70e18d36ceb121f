// What rooms and users may be called.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vchat::protocol {

/// The most characters (Unicode code points, after normalisation) of a room or user name.
inline constexpr long max_name_characters = 64;

/// The room name as it is kept: trimmed, NFC. Nothing if it is not allowed: letters, digits (of any script, with the
/// marks that combine with them), `.`, `_`, `-`; `.` and `..` alone mean something else in a URL. Reentrant.
[[nodiscard]] std::optional<std::string> room_name(std::string_view text);

/// The user name as it is kept: trimmed, NFC. Nothing if it is not allowed: control characters, line separators, marks
/// that turn the direction of the text around it (UAX #9), and names with nothing to see in them are not. Reentrant.
[[nodiscard]] std::optional<std::string> user_name(std::string_view text);

}  // namespace vchat::protocol
