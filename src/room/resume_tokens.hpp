// Tokens with which a member comes back: what the server must know is in them, signed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vchat::room {

/// What a token says.
struct Ticket {
  std::string id;
  std::string nonce;  // tells this token from the others of the same member
  std::string room;
  std::string name;
  std::int64_t joined = 0;  // ms since 1970
  std::int64_t issued = 0;  // ms since 1970
  bool moderator = false;
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// Writes and checks tokens with HMAC-SHA256 (RFC 2104). Whoever has the key can bring anyone back. Reentrant.
class ResumeTokens {
 public:
  /// `key`: 32 random bytes. `audience`: where the server is; a token for another one is not authentic.
  ResumeTokens(std::string key, std::string audience) : key_(std::move(key)), audience_(std::move(audience)) {}

  /// At most 1,024 characters, base64url with a dot. Texts of the ticket have no control characters in them.
  [[nodiscard]] std::string write(const Ticket& ticket) const;

  /// Nothing if it was not written by write() with the same key and audience.
  [[nodiscard]] std::optional<Ticket> read(std::string_view token) const;

 private:
  [[nodiscard]] std::string signature(std::string_view text) const;

  std::string key_;
  std::string audience_;
};

}  // namespace vchat::room
