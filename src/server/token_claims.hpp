// What a token says.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vchat::server {

/// Of a token that is good here and now.
struct TokenClaims {
  std::optional<std::string> name;  // the one to go by, whatever the bearer asks for
  bool moderator = false;
  friend bool operator==(const TokenClaims&, const TokenClaims&) = default;
};

/// What a token has to be good for.
struct TokenUse {
  std::string room;
  std::string audience;
  std::chrono::system_clock::time_point now;
};

/// How far the clocks of two machines may be apart.
inline constexpr std::chrono::seconds clock_leeway{10};

/// Reads the claims (RFC 7519, section 4): `exp`, `aud` and `room` must be there and fit, `nbf` if it is there; the `*`
/// of a `room` stands for any characters. Nothing if one does not fit, or `claims` is not JSON. Reentrant.
[[nodiscard]] std::optional<TokenClaims> usable_claims(std::string_view claims, const TokenUse& use);

/// What a new token is to say.
struct TokenGrant {
  std::string room;  // or a pattern
  std::optional<std::string> name;
  bool moderator = false;
  std::string audience;
  std::chrono::system_clock::time_point from;
  std::chrono::seconds life{};
};

/// As JSON. Reentrant.
[[nodiscard]] std::string claims_json(const TokenGrant& grant);

}  // namespace vchat::server
