// What one client, one address and all together may cost the server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vchat::server {

/// 0 switches one off. The defaults let 200 people behind the one address of an office come at the same moment, and
/// leave one attacker with a small part of the server. Addresses are counted as RemoteAddress::key says.
struct Limits {
  // Connections, HTTP and WebSocket together.
  std::uint64_t max_connections = 10'000;
  std::uint64_t max_connections_per_address = 1'000;  // a browser that loads the page has 6
  /// For the TLS handshake and the header of a request together, for taking the answer, and for the next request.
  std::chrono::seconds request_timeout{10};

  // One connection.
  std::uint64_t max_message_rate = 50;         // a second, on average
  std::uint64_t max_message_burst = 500;       // at once: entering a room of nine takes about 150
  std::uint64_t max_frame_size = 64 * 1024;    // bytes, docs/protocol.md
  std::uint64_t max_send_queue = 1024 * 1024;  // bytes, docs/protocol.md

  // One address.
  std::uint64_t max_joins_per_address = 600;  // a minute
  std::uint64_t max_failed_passwords = 10;    // wrong passwords and tokens before it has to wait; the waits grow

  // Rooms.
  std::uint64_t max_rooms = 1'000;
  std::uint64_t max_users = 32;  // a room, unless the rooms file says otherwise
};

}  // namespace vchat::server
