// What it means that the server closed the connection.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "protocol/messages.hpp"
#include "util/error.hpp"

namespace vchat::signaling {

/// Why a connection ended. `final`: coming back would not help.
struct Ending {
  std::string code;  // of docs/protocol.md, or `unreachable`
  util::Error error;
  bool final = false;
  std::chrono::milliseconds least_wait{0};  // before the next try
  bool everybody = false;                   // has lost it: they should not come back at the same moment
};

/// `close_code` as on the wire, 0 if there was none; `last_error`: the last `error` message before. Reentrant.
[[nodiscard]] Ending ending_of(unsigned close_code, const std::optional<protocol::ErrorMessage>& last_error,
                               const std::string& server);

}  // namespace vchat::signaling
