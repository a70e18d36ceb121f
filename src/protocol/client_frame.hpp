// A frame that a client sent, read once: as a message, and as the text that is relayed.
#pragma once

#include <string>
#include <string_view>

#include "protocol/json.hpp"
#include "protocol/messages.hpp"

namespace vchat::protocol {

/// Checks the frame and keeps views of its text, which must live as long as this. Reentrant.
class ClientFrame {
 public:
  /// @throws ProtocolError as parse_client_message() does.
  explicit ClientFrame(std::string_view json);

  [[nodiscard]] const ClientMessage& message() const noexcept { return message_; }

  [[nodiscard]] const std::string& type() const noexcept { return type_; }

  /// The frame for the receiver: every field as it was written, also those that this version does not know, but without
  /// `to` and any `from`, and with `from` as the server says. For messages that are relayed.
  /// @throws ProtocolError `bad-message` if it has become longer than a frame may be.
  [[nodiscard]] std::string relayed(std::string_view from) const;

 private:
  json::Object object_;
  std::string type_;
  ClientMessage message_;
};

}  // namespace vchat::protocol
