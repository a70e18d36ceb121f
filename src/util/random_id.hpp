// Opaque identifiers that nobody can guess.
#pragma once

#include <string>

namespace vchat::util {

/// 128 random bits of the kernel as base64url (RFC 4648, section 5): 22 characters of A-Za-z0-9_-. Thread-safe.
[[nodiscard]] std::string random_id();

}  // namespace vchat::util
