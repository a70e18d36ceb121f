// How the load generators speak to the two servers of the bench.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/resource.h>

namespace bench {

inline void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

/// A masked, final frame.
inline std::string frame(int opcode, std::string_view payload) {
  constexpr std::string_view key = "\x5a\x13\xc7\x39";
  std::string bytes{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes += {'\xfe', static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size())};
  }
  bytes += key;
  for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ key[i % key.size()]);
  return bytes;
}

/// What differs between the two servers.
struct Dialect {
  bool socketio;
  [[nodiscard]] std::string upgrade() const {
    return std::string("GET ") + (socketio ? "/socket.io/?EIO=4&transport=websocket" : "/ws") +
           " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           (socketio ? "\r\n" : "Sec-WebSocket-Protocol: vchat.v1\r\n\r\n");
  }
  /// `fields`: the members of the message but for its type, with a comma after each.
  [[nodiscard]] std::string message(const std::string& type, const std::string& fields) const {
    if (socketio) return "42[\"" + type + "\",{" + fields.substr(0, fields.size() - 1) + "}]";
    return "{" + fields + "\"type\":\"" + type + "\"}";
  }
  [[nodiscard]] bool relayed(std::string_view text) const {
    return text.find(socketio ? "[\"offer\"" : "\"type\":\"offer\"") != text.npos ||
           text.find(socketio ? "[\"ice-candidate\"" : "\"type\":\"ice-candidate\"") != text.npos;
  }
};

/// Each client is a file descriptor.
inline void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace bench
