#include "server/websocket_codec.hpp"

#include <array>
#include <cstring>

#include "protocol/utf8.hpp"

namespace vchat::server {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::size_t mask_length = 4;
constexpr std::size_t max_control_payload = 125;

std::uint64_t big_endian(std::span<const char> bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xFFU);
}

void unmask(std::span<char> payload, const char* key) noexcept {
  std::array<char, 8> twice{};
  std::memcpy(twice.data(), key, mask_length);
  std::memcpy(twice.data() + mask_length, key, mask_length);
  std::uint64_t mask = 0;
  std::memcpy(&mask, twice.data(), sizeof(mask));
  std::size_t at = 0;
  for (; at + sizeof(mask) <= payload.size(); at += sizeof(mask)) {
    std::uint64_t block = 0;
    std::memcpy(&block, payload.data() + at, sizeof(block));
    block ^= mask;
    std::memcpy(payload.data() + at, &block, sizeof(block));
  }
  for (; at < payload.size(); ++at) payload[at] ^= twice[at % twice.size()];
}

bool is_known(std::uint8_t opcode) noexcept {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}
bool is_control(std::uint8_t opcode) noexcept {
  return opcode >= 8;
}

void check_first_two(std::uint8_t first, std::uint8_t second) {
  const std::uint8_t opcode = first & 0x0FU;
  if ((first & reserved_bits) != 0 || !is_known(opcode))
    throw FramingError(CloseCode::protocol_error, "a frame of a kind that was not agreed on");
  if ((second & mask_bit) == 0) throw FramingError(CloseCode::protocol_error, "a frame that is not masked");
  if (is_control(opcode) && ((first & final_bit) == 0 || (second & 0x7FU) > max_control_payload))
    throw FramingError(CloseCode::protocol_error, "a control frame that is too long or in parts");
}

/// How many bytes after the first two carry the length.
std::size_t extended_bytes(std::uint8_t length) noexcept {
  return length == 126 ? 2 : length == 127 ? 8 : 0;
}

}  // namespace

std::optional<Frame> take_frame(std::span<char>& bytes, std::size_t max) {
  if (bytes.size() < 2) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  check_first_two(first, second);

  const std::uint8_t short_length = second & 0x7FU;
  const auto extended = extended_bytes(short_length);
  const auto header = 2 + extended + mask_length;
  if (bytes.size() < 2 + extended) return std::nullopt;
  const auto length = extended == 0 ? short_length : big_endian(bytes.subspan(2, extended));
  if (length > max) throw FramingError(CloseCode::too_big, "a frame that is too long");
  if (bytes.size() < header || bytes.size() - header < length) return std::nullopt;

  const Frame frame{(first & final_bit) != 0, static_cast<Opcode>(first & 0x0FU), bytes.subspan(header, length)};
  unmask(frame.payload, bytes.data() + header - mask_length);
  bytes = bytes.subspan(header + length);
  return frame;
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  out += static_cast<char>(final_bit | static_cast<std::uint8_t>(opcode));
  if (payload.size() < 126) {
    out += static_cast<char>(payload.size());
  } else {
    const int bytes = payload.size() <= 0xFFFF ? 2 : 8;
    out += static_cast<char>(bytes == 2 ? 126 : 127);
    append_big_endian(out, payload.size(), bytes);
  }
  out += payload;
}

std::size_t frame_length(std::string_view frames) {
  const auto extended = extended_bytes(static_cast<std::uint8_t>(frames.at(1)));
  const auto length = extended == 0 ? static_cast<std::uint8_t>(frames[1]) : big_endian(frames.substr(2, extended));
  return 2 + extended + length;
}

std::string_view frame_payload(std::string_view frame) {
  return frame.substr(2 + extended_bytes(static_cast<std::uint8_t>(frame.at(1))));
}

std::optional<std::uint16_t> close_code(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  if (payload.size() == 1) throw FramingError(CloseCode::protocol_error, "half a close code");
  const auto code = static_cast<std::uint16_t>(big_endian(payload.substr(0, 2)));
  const bool reserved = code < 1000 || (code >= 1004 && code <= 1006) || (code > 1014 && code < 3000) || code > 4999;
  if (reserved) throw FramingError(CloseCode::protocol_error, "a close code that may not be sent");
  if (!protocol::is_utf8(payload.substr(2))) throw FramingError(CloseCode::no_utf8, "a close reason that is not UTF-8");
  return code;
}

}  // namespace vchat::server
