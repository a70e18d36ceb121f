// Opaque identifiers and keys that nobody can guess.
#pragma once

#include <string>

namespace vchat::util {

/// That many random bytes of the kernel, at most 256. Thread-safe. @throws std::system_error
[[nodiscard]] std::string random_bytes(std::size_t count);

/// 128 random bits of the kernel as base64url (RFC 4648, section 5): 22 characters of A-Za-z0-9_-. Thread-safe.
/// @throws std::system_error
[[nodiscard]] std::string random_id();

}  // namespace vchat::util
