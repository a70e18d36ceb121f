// STUN and TURN servers as people write them on a command line.
#pragma once

#include <string_view>

#include "protocol/messages.hpp"

namespace vchat::protocol {

/// Reads `stun:host:port`, `turn:host?transport=tcp` (RFC 7064, RFC 7065, with stuns and turns) and
/// `turn://user:pass@host:port?transport=udp|tcp`, where user and password are percent-encoded. The result has one URL,
/// in the form of the RFCs, and what was encoded decoded. Reentrant.
/// @throws util::UsageError that says what is wrong with it; never with the password in it.
[[nodiscard]] IceServer parse_ice_server_url(std::string_view url);

}  // namespace vchat::protocol
