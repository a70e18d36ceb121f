// Text that came from elsewhere, on its way to a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vchat::ui {

/// `text` (UTF-8) with everything that could steer a terminal taken out: control characters (C0, DEL, C1), line and
/// paragraph separators and bidirectional overrides become spaces; bytes that are no UTF-8 become U+FFFD. Reentrant.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that `text` (printable UTF-8) takes on a terminal: wide characters two, combining ones none. Reentrant.
[[nodiscard]] std::size_t text_width(std::string_view text);

/// The beginning of `text` that fits into `columns`, ended with … where something was cut off. Reentrant.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t columns);

}  // namespace vchat::ui
