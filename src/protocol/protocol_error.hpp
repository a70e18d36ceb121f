// A breach of the protocol, with the code that goes over the wire.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "util/error.hpp"

namespace vchat::protocol {

/// `code` is stable (docs/protocol.md, "Errors"), what() is for people, `about` the message type that caused it or
/// empty, `retry_after` when it makes sense to try again, where that is known.
class ProtocolError : public util::Error {
 public:
  ProtocolError(std::string code, const std::string& message, std::string about = {},
                std::optional<std::chrono::seconds> retry_after = {})
      : Error(message), code_(std::move(code)), about_(std::move(about)), retry_after_(retry_after) {}
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& about() const noexcept { return about_; }
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const noexcept { return retry_after_; }

 private:
  std::string code_;
  std::string about_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace vchat::protocol
