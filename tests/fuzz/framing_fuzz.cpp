// Fuzzes the framing of the server's WebSocket.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "server/websocket_codec.hpp"

namespace {

using namespace vchat::server;

constexpr std::size_t max_payload = 512;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_written(const Frame& frame) {
  const std::string_view payload(frame.payload.data(), frame.payload.size());
  require(payload.size() <= max_payload);
  std::string written;
  append_frame(written, frame.opcode, payload);
  const auto length = written.size();
  append_frame(written, Opcode::ping, {});
  require(frame_length(written) == length);
  if (frame.opcode == Opcode::close) static_cast<void>(close_code(payload));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<char> bytes(data, data + size);
  std::span<char> rest(bytes);
  try {
    while (const auto frame = take_frame(rest, max_payload)) check_written(*frame);
    // What is left waits for more, and is never more than one frame.
    require(rest.size() < max_payload + 14);
  } catch (const FramingError&) {
    // Refused, as most of what a fuzzer makes up.
  }
  return 0;
}
