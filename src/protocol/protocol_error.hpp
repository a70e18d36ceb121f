// A breach of the protocol, with the code that goes over the wire.
#pragma once

#include <string>

#include "util/error.hpp"

namespace vchat::protocol {

/// `code` is stable (docs/protocol.md, "Errors"), what() is for people, `about` the message type that caused it or
/// empty.
class ProtocolError : public util::Error {
 public:
  ProtocolError(std::string code, const std::string& message, std::string about = {})
      : Error(message), code_(std::move(code)), about_(std::move(about)) {}
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& about() const noexcept { return about_; }

 private:
  std::string code_;
  std::string about_;
};

}  // namespace vchat::protocol
