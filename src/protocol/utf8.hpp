// Whether bytes are UTF-8.
#pragma once

#include <string_view>

namespace vchat::protocol {

/// RFC 3629: no overlong forms, no surrogates. Fast on ASCII. Reentrant.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace vchat::protocol
