// Fuzzes what goes over the signaling connection: both readers, the writers, and the relay.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocol/client_frame.hpp"
#include "protocol/ice_server_url.hpp"
#include "protocol/protocol_error.hpp"

namespace {

using namespace vchat;

constexpr std::string_view sender = "AAAAAAAAAAAAAAAAAAAAAA";

void require(bool holds, const char* property, std::string_view input) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s, for: %.*s\n", property, static_cast<int>(input.size()), input.data());
  std::abort();
}

/// The message as its receiver reads it, or nothing for one that is not relayed.
struct AsRelayed {
  template <class Message>
  requires requires(Message message) { message.peer; }
  std::optional<protocol::ServerMessage> operator()(Message message) const {
    message.peer = sender;
    return message;
  }
  std::optional<protocol::ServerMessage> operator()(const protocol::Kick&) const { return {}; }
  std::optional<protocol::ServerMessage> operator()(const protocol::JoinRoom&) const { return {}; }
  std::optional<protocol::ServerMessage> operator()(const protocol::LeaveRoom&) const { return {}; }
  std::optional<protocol::ServerMessage> operator()(const protocol::Ping&) const { return {}; }
};

void check_relay(const protocol::ClientFrame& frame, std::string_view input) {
  const auto expected = std::visit(AsRelayed(), frame.message());
  if (!expected) return;
  std::string relayed;
  try {
    relayed = frame.relayed(sender);
  } catch (const protocol::ProtocolError&) {
    require(input.size() > protocol::max_frame_bytes / 2, "only long frames are too long to relay", input);
    return;
  }
  require(protocol::parse_server_message(relayed) == *expected, "the receiver reads what was sent, from the sender",
          input);
}

void check_client(std::string_view input) try {
  const protocol::ClientFrame frame(input);
  check_relay(frame, input);
  std::string written = serialize(frame.message());
  // What was written short may be longer with all its defaults.
  if (written.size() > protocol::max_frame_bytes) return;
  require(protocol::parse_client_message(written) == frame.message(), "a client's message reads as it is written",
          input);
} catch (const protocol::ProtocolError&) {
  // Refused, as most of what a fuzzer makes up.
}

void check_server(std::string_view input) try {
  const auto message = protocol::parse_server_message(input);
  const auto written = serialize(message);
  require(protocol::parse_server_message(written) == message, "a server's message reads as it is written", input);
} catch (const protocol::ProtocolError&) {
}

void check_ice_server(std::string_view input) try {
  const auto server = protocol::parse_ice_server_url(input);
  require(protocol::parse_ice_server_url(server.urls.at(0)).urls == server.urls, "the URL of a URL is itself", input);
} catch (const util::UsageError&) {
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of exactly this length, so that a step past its end is seen.
  const std::string input(reinterpret_cast<const char*>(data), size);
  check_client(input);
  check_server(input);
  check_ice_server(input);
  return 0;
}
