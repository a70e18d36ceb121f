// Bytes as text that may stand in a URL, a header or JSON (RFC 4648, section 5), without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vchat::util {

/// Reentrant.
[[nodiscard]] std::string to_base64url(std::string_view bytes);

/// Nothing for text that to_base64url() does not write. Reentrant.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace vchat::util
