// Passwords as the rooms file keeps them: yescrypt, through libcrypt (crypt(5)).
#pragma once

#include <string>
#include <string_view>

namespace vchat::server {

/// What libcrypt takes, in bytes of UTF-8 after NFC.
inline constexpr std::size_t max_password_bytes = 511;

/// A new hash, with a new salt and libcrypt's own parameters: tens of milliseconds and 16 MiB of memory. Passwords are
/// composed (NFC) first, so that two keyboards write the same one. Reentrant. @throws util::UsageError if it is empty
/// or too long, util::Error
[[nodiscard]] std::string hash_password(const std::string& password);

/// Takes as long as the parameters in `hash` say, whatever the password is. Compares in constant time. Reentrant.
[[nodiscard]] bool password_matches(const std::string& password, const std::string& hash);

/// True for what hash_password() writes, with any parameters. Reentrant.
[[nodiscard]] bool is_password_hash(const std::string& text);

}  // namespace vchat::server
