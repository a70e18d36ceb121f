// The keys that tokens (JWT, RFC 7519) are signed and checked with, through libjwt.
#pragma once

#include <optional>
#include <string>

namespace vchat::server {

/// The key says which algorithm a token must have, never the token: `secret` HS256, `rsa` RS256, `ec` ES256 (P-256).
enum class KeyKind { secret, rsa, ec };

/// Checks tokens. Reentrant.
class TokenVerifier {
 public:
  /// `text` is what a key file holds: a public key in PEM, else a secret of at least 32 bytes; one newline at its end
  /// does not count. `file` is for messages. @throws util::UsageError, never with the key in it.
  TokenVerifier(std::string text, const std::string& file);

  [[nodiscard]] KeyKind kind() const noexcept { return kind_; }

  /// The claims (JSON) of a token with a right signature, else nothing. Looks at no claim.
  [[nodiscard]] std::optional<std::string> verify(const std::string& token) const;

 private:
  std::string key_;
  KeyKind kind_;
};

/// Makes tokens. Reentrant.
class TokenSigner {
 public:
  /// As TokenVerifier, with a private key. @throws util::UsageError
  TokenSigner(std::string text, const std::string& file);

  /// `claims`: a JSON object. @throws util::Error
  [[nodiscard]] std::string sign(const std::string& claims) const;

 private:
  std::string key_;
  KeyKind kind_;
};

}  // namespace vchat::server
