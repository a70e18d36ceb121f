// STUN and TURN servers as webrtcbin wants them.
#pragma once

#include <string>
#include <vector>

#include "protocol/messages.hpp"

namespace vchat::peer {

struct IceServerUris {
  std::string stun;                // "stun://host:port", or empty; webrtcbin takes one
  std::vector<std::string> turns;  // "turn://user:password@host:port?transport=udp", both halves percent-encoded
};

/// Turns RTCConfiguration's form ("stun:host:port", "turn:host:port?transport=tcp", RFC 7064 and 7065) into
/// webrtcbin's. What is neither is left out. Reentrant.
[[nodiscard]] IceServerUris ice_server_uris(const std::vector<protocol::IceServer>& servers);

}  // namespace vchat::peer
