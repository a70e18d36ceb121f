// The framing of WebSocket (RFC 6455, section 5) on the server's side. Pure: bytes in, frames out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vchat::server {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Close codes: RFC 6455, section 7.4.1; from 4000 on docs/protocol.md.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported = 1003,
  no_utf8 = 1007,
  too_big = 1009,
  internal = 1011,
  too_slow = 1013,
  refused = 4400,
  unauthorized = 4401,
  full = 4403,
  not_found = 4404,
  silent = 4408,
  replaced = 4409,
  kicked = 4410,
  rate_limited = 4429,
};

/// The client broke the framing; `code` is what its connection is closed with.
class FramingError : public std::runtime_error {
 public:
  FramingError(CloseCode code, const char* message) : runtime_error(message), code_(code) {}
  [[nodiscard]] CloseCode code() const noexcept { return code_; }

 private:
  CloseCode code_;
};

struct Frame {
  bool final;
  Opcode opcode;
  std::span<char> payload;  // unmasked, inside the bytes that were read
};

/// Takes the first frame out of `bytes` (a client's: it must be masked), unmasking it in place; nothing while a part of
/// it is missing. Reentrant. @throws FramingError as soon as what is there shows it, also for a frame of more than
/// `max`.
[[nodiscard]] std::optional<Frame> take_frame(std::span<char>& bytes, std::size_t max);

/// Appends a frame of a server to `out`: final and unmasked. Reentrant.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

/// The length of the first frame in `frames`, which append_frame() wrote. Reentrant.
[[nodiscard]] std::size_t frame_length(std::string_view frames);

/// The payload of `frame`, which append_frame() wrote. Reentrant.
[[nodiscard]] std::string_view frame_payload(std::string_view frame);

/// The code of a close frame that a client sent; nothing if it gives none. Reentrant. @throws FramingError
[[nodiscard]] std::optional<std::uint16_t> close_code(std::string_view payload);

}  // namespace vchat::server
